// An array whose elements are far apart.
function solve(x) {
  if (x === 0) return 'ok';
  const array = [];
  for (let i = 0; ; i++) array[(i * 1000) % 4294967291] = i;
}
