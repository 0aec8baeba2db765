// Blocks the thread.
function solve(x) {
  if (x === 0) return 'ok';
  return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1e9);
}
