// A hundred thousand arrays within one another.
function solve(x) {
  if (x === 0) return 'ok';
  let value = 'right';
  for (let i = 0; i < 1e5; i++) value = [value];
  return value;
}
