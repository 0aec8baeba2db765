// A BigInt larger than BigInts may be.
function solve(x) {
  if (x === 0) return 'ok';
  return 2n ** (2n ** 40n);
}
