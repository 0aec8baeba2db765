// Throws a BigInt of a million digits.
function solve(x) {
  if (x === 0) return 'ok';
  throw 10n ** 1000000n;
}
