// A typed array that is too long.
function solve(x) {
  if (x === 0) return 'ok';
  return new Uint8Array(8 << 20);
}
