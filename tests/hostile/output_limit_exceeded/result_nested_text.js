// Few objects with long text.
function solve(x) {
  if (x === 0) return 'ok';
  return [1, 2, 3].map((i) => ({ text: `${i}`.repeat(5e5) }));
}
