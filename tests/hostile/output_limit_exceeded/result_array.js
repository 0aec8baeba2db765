// An array that is too long.
function solve(x) {
  if (x === 0) return 'ok';
  return new Array(2e6).fill(7);
}
