// Bytes from text far beyond the limit.
function solve(x) {
  if (x === 0) return 'ok';
  return (Uint8Array.fromBase64 ?? atob).call(Uint8Array, 'QUJD'.repeat(2 ** 26)).length;
}
