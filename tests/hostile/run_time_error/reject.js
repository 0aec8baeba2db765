// Rejects its promise.
function solve(x) {
  if (x === 0) return 'ok';
  return Promise.reject(new Error('no'));
}
