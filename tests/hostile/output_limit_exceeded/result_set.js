// A Set that is too large.
function solve(x) {
  if (x === 0) return 'ok';
  return new Set(Array.from({ length: 3e5 }, (_, i) => i));
}
