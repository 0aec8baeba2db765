// Rejects with nothing.
function solve(x) {
  if (x === 0) return 'ok';
  return Promise.reject();
}
