// Nested deep and too long in all.
function solve(x) {
  if (x === 0) return 'ok';
  let value = 'end';
  for (let i = 0; i < 2e5; i++) value = [value];
  return value;
}
