// A power with a quarter of a billion bits.
function solve(x) {
  if (x === 0) return 'ok';
  return String(7n ** (10n ** 8n)).length;
}
