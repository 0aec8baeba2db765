// An array of four billion holes.
function solve(x) {
  if (x === 0) return 'ok';
  return new Array(2 ** 32 - 1);
}
