// The same by `reduceRight`.
function solve(x) {
  if (x === 0) return 'ok';
  return [].reduceRight.call({ length: 2 ** 53 - 1 }, () => {}, 0);
}
