// Unary operators, a million.
function solve(x) {
  if (x === 0) return 'ok';
  return eval(`${'!'.repeat(1e6)}1`);
}
