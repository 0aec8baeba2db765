// A BigInt that is too long.
function solve(x) {
  if (x === 0) return 'ok';
  return 1n << (1n << 25n);
}
