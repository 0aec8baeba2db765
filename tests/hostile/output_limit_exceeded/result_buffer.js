// The same as a buffer.
function solve(x) {
  if (x === 0) return 'ok';
  return new ArrayBuffer(8 << 20);
}
