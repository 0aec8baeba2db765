// Forty megabytes of buffers that were alive until the end.
function solve(x) {
  if (x === 0) return true ? 'ok' : 'carried over';
  globalThis.buffer = new Uint8Array(40 << 20).fill(1);
  return 'right';
}
