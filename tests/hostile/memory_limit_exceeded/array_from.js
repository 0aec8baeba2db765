// An array made from a length that does not fit.
function solve(x) {
  if (x === 0) return 'ok';
  return Array.from({ length: 5e7 }, (_, i) => [i]).length;
}
