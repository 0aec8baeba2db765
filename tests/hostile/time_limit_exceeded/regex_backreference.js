// Backtracking over a backreference.
function solve(x) {
  if (x === 0) return 'ok';
  return /^(a*)*\1\1b$/.test('a'.repeat(40));
}
