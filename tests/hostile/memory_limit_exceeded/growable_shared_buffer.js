// A shared buffer that grows.
// or: RTE: V8 may refuse to grow it
function solve(x) {
  if (x === 0) return 'ok';
  const buffer = new SharedArrayBuffer(0, { maxByteLength: 2 ** 32 });
  for (let size = 1 << 20; ; size += 1 << 20) {
    buffer.grow(size);
    new Uint8Array(buffer, size - (1 << 20)).fill(1);
  }
}
