// A promise that never settles: said at once.
function solve(x) {
  if (x === 0) return 'ok';
  return new Promise(() => {});
}
