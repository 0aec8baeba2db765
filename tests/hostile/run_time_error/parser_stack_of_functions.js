// Functions within functions, two hundred thousand deep.
function solve(x) {
  if (x === 0) return 'ok';
  return eval('(()=>'.repeat(2e5) + '1' + ')'.repeat(2e5));
}
