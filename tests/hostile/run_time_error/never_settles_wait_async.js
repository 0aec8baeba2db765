// Waits for a signal that nobody sends.
function solve(x) {
  if (x === 0) return 'ok';
  const cell = new Int32Array(new SharedArrayBuffer(4));
  return Atomics.waitAsync(cell, 0, 0).value;
}
