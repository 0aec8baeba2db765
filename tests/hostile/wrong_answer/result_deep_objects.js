// Thirty thousand objects within one another.
function solve(x) {
  if (x === 0) return 'ok';
  let value = 'right';
  for (let i = 0; i < 3e4; i++) value = { value };
  return value;
}
