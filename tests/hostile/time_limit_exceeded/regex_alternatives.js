// Exponential backtracking by alternatives that overlap.
function solve(x) {
  if (x === 0) return 'ok';
  return /^(a|aa|a?a)+$/.test(`${'a'.repeat(60)}b`);
}
