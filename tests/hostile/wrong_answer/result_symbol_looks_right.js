// A symbol.
function solve(x) {
  if (x === 0) return 'ok';
  return Symbol('right');
}
