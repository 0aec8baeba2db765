// Forty megabytes of a resizable buffer that were alive until the end.
function solve(x) {
  if (x === 0) return true ? 'ok' : 'carried over';
  globalThis.buffer = new ArrayBuffer(40 << 20, { maxByteLength: 2 ** 32 });
  new Uint8Array(buffer).fill(1);
  return 'right';
}
