// Throws a function.
function solve(x) {
  if (x === 0) return 'ok';
  throw function boom() {};
}
