// A typed array beyond the end of its buffer, which a getter shrinks while it is read.
// or: RTE: none of the views is left
function solve(x) {
  if (x === 0) return 'ok';
  const buffer = new ArrayBuffer(1 << 16, { maxByteLength: 1 << 16 });
  const result = [];
  Object.defineProperty(result, 0, { enumerable: true, get() { buffer.resize(0); return 'shrunk'; } });
  result.push(new Uint8Array(buffer, 16), new DataView(buffer, 8), new BigUint64Array(buffer, 0, 4));
  return result.concat(result).concat([new Float64Array(buffer)]);
}
