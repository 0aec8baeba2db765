// Conversions that call one another.
function solve(x) {
  if (x === 0) return 'ok';
  const object = { toString() { return `${this}`; } };
  return `${object}`;
}
