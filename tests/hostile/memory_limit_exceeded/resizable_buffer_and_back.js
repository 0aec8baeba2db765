// A buffer that is far too large for a moment, and small again when the case ends.
function solve(x) {
  if (x === 0) return 'ok';
  const buffer = new ArrayBuffer(0, { maxByteLength: 2 ** 32 });
  buffer.resize(100 << 20);
  new Uint8Array(buffer).fill(1);
  buffer.resize(0);
  return 'right';
}
