// BigInts that grow and are kept.
function solve(x) {
  if (x === 0) return 'ok';
  const all = [];
  for (let n = 1n << 1000000n; ; n += 1n) all.push(n);
}
