// A comparator that never returns.
function solve(x) {
  if (x === 0) return 'ok';
  return [3, 1, 2].sort(() => { for (;;); });
}
