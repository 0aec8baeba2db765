// The same by `apply`.
function solve(x) {
  if (x === 0) return 'ok';
  return String.fromCharCode.apply(null, new Uint8Array(5e6)).length;
}
