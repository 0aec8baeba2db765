// A large array, and again as much to freeze it.
function solve(x) {
  if (x === 0) return 'ok';
  return Object.freeze(new Array(5e7).fill(0)).length;
}
