// An error with a message that is too long.
function solve(x) {
  if (x === 0) return 'ok';
  return new Error('x'.repeat(2 ** 22));
}
