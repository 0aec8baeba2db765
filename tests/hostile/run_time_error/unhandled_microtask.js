// Throws in a microtask that nobody handles, while the result waits.
function solve(x) {
  if (x === 0) return 'ok';
  queueMicrotask(() => { throw new Error('late'); });
  return new Promise((resolve) => setTimeout(resolve, 1, 'right'));
}
