// A Map that grows: its table doubles.
function solve(x) {
  if (x === 0) return 'ok';
  const map = new Map();
  for (let i = 0; ; i++) map.set(i, i);
}
