// Exponential backtracking.
function solve(x) {
  if (x === 0) return 'ok';
  return /^(a+)+$/.test(`${'a'.repeat(40)}b`);
}
