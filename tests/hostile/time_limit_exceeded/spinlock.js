// Waits for another thread that does not exist.
function solve(x) {
  if (x === 0) return 'ok';
  const cell = new Int32Array(new SharedArrayBuffer(4));
  while (Atomics.load(cell, 0) === 0) Atomics.pause?.();
  return 'right';
}
