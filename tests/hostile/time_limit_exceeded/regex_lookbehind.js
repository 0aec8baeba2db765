// Backtracking in a lookbehind, which is matched backwards.
function solve(x) {
  if (x === 0) return 'ok';
  return /(?<=^(a+)+b)c?/.test(`x${'a'.repeat(40)}bc`);
}
