// A symbol with a description that is too long.
function solve(x) {
  if (x === 0) return 'ok';
  return Symbol('x'.repeat(2 ** 22));
}
