// A text that is a small rope and would be gigantic.
function solve(x) {
  if (x === 0) return 'ok';
  return 'x'.repeat(2 ** 28);
}
