// A Map that is too large.
function solve(x) {
  if (x === 0) return 'ok';
  return new Map(Array.from({ length: 2e5 }, (_, i) => [i, i]));
}
