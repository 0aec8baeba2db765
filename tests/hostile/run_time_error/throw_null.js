// Throws null.
function solve(x) {
  if (x === 0) return 'ok';
  throw null;
}
