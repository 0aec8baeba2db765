// Long texts of which each is small enough.
function solve(x) {
  if (x === 0) return 'ok';
  const all = [];
  for (let i = 0; ; i++) all.push(`${i}`.padEnd(1 << 20, 'xyz').toUpperCase());
}
