// Division of long numbers, over and over.
function solve(x) {
  if (x === 0) return 'ok';
  const big = 3n ** 2000000n;
  const half = 7n ** 500000n;
  for (;;) big % half;
}
