// Twenty times the limit in all, but never more than a fifth at once.
function solve(x) {
  if (x === 0) return 'ok';
  let sum = 0;
  for (let i = 0; i < 100; i++) sum += new Uint8Array(12 << 20)[i] + new Array(1 << 18).fill(1)[i];
  return sum === 100 ? 'right' : 'wrong';
}
