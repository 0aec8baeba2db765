// Throws an error with a `stack` that never answers.
function solve(x) {
  if (x === 0) return 'ok';
  throw Object.defineProperty(new Error('x'), 'stack', { get() { for (;;); } });
}
