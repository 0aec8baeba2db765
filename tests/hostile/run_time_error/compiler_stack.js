// Nested templates, a hundred thousand deep.
function solve(x) {
  if (x === 0) return 'ok';
  return eval('`${'.repeat(1e5) + '1' + '}`'.repeat(1e5));
}
