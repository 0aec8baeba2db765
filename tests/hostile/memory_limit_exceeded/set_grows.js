// A Set that grows.
function solve(x) {
  if (x === 0) return 'ok';
  const set = new Set();
  for (let i = 0; ; i++) set.add(`${i}`);
}
