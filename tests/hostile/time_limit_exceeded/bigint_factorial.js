// A factorial that grows and grows.
function solve(x) {
  if (x === 0) return 'ok';
  let product = 1n;
  for (let i = 1n; ; i++) product = (product * i) & ((1n << 400000n) - 1n) | 1n;
}
