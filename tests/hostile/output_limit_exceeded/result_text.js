// A text that is too long.
function solve(x) {
  if (x === 0) return 'ok';
  return 'x'.repeat(2 ** 22);
}
