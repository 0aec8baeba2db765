// Arguments out of range.
function solve(x) {
  if (x === 0) return 'ok';
  return (1).toFixed(1e9);
}
