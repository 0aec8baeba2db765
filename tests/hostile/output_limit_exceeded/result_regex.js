// A regular expression that is too long.
function solve(x) {
  if (x === 0) return 'ok';
  return new RegExp('x'.repeat(2 ** 21));
}
