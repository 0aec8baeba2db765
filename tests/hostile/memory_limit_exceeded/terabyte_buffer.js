// A buffer that no machine has.
function solve(x) {
  if (x === 0) return 'ok';
  return new ArrayBuffer(2 ** 40).byteLength;
}
