// Looks for the main module of node.
function solve(x) {
  if (x === 0) return 'ok';
  return process.mainModule.require('fs');
}
