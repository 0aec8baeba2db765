// A text longer than texts may be.
function solve(x) {
  if (x === 0) return 'ok';
  return 'x'.repeat(2 ** 30);
}
