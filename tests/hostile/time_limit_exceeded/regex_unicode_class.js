// Backtracking by classes of properties, in any case.
function solve(x) {
  if (x === 0) return 'ok';
  return /^(?:[\p{L}--[b-z]]+|\p{Ll}+)+$/iv.test(`${'a'.repeat(40)}!`);
}
