// One line that is longer than all may be.
function solve(x) {
  if (x === 0) return 'ok';
  console.log('x'.repeat(2 ** 28));
  return 'right';
}
