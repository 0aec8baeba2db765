// A typed array of eight gigabytes.
function solve(x) {
  if (x === 0) return 'ok';
  for (;;) new BigInt64Array(1e9).fill(1n);
}
