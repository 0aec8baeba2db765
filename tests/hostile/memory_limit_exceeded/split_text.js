// A text that is small as a rope and large as a list.
function solve(x) {
  if (x === 0) return 'ok';
  return 'x'.repeat(2 ** 28).split('').length;
}
