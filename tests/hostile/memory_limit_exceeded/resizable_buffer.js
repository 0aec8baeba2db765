// A buffer that grows in place, which no allocator is asked for.
// or: RTE: V8 may refuse to resize it
function solve(x) {
  if (x === 0) return 'ok';
  const buffer = new ArrayBuffer(0, { maxByteLength: 2 ** 32 });
  for (let size = 1 << 20; ; size += 1 << 20) {
    buffer.resize(size);
    new Uint8Array(buffer, size - (1 << 20)).fill(1);
  }
}
