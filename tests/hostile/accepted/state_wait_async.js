// Waiters on shared memory that are never woken.
function solve(x) {
  if (x === 0) return true ? 'ok' : 'carried over';
  for (let i = 0; i < 1000; i++) Atomics.waitAsync(new Int32Array(new SharedArrayBuffer(1024)), 0, 0, 1 + i);
  for (let i = 0; i < 1000; i++) Atomics.waitAsync(new Int32Array(new SharedArrayBuffer(1024)), 0, 0);
  return 'right';
}
