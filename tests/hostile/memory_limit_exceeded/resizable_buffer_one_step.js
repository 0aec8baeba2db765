// The same by one step far beyond the limit, and the program goes on as if nothing were.
// or: RTE: V8 may refuse to resize it
function solve(x) {
  if (x === 0) return 'ok';
  const buffer = new ArrayBuffer(0, { maxByteLength: 2 ** 32 });
  buffer.resize(400 << 20);
  new Uint8Array(buffer).fill(1);
  return 'right';
}
