// Fills typed arrays without end.
function solve(x) {
  if (x === 0) return 'ok';
  for (;;) new BigInt64Array(1e6).fill(1n);
}
