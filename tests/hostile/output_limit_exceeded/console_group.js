// Groups that make each line longer.
function solve(x) {
  if (x === 0) return 'ok';
  for (;;) {
    console.group();
    console.log('x\n'.repeat(100));
  }
}
