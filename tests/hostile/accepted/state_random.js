// Random numbers that are not.
function solve(x) {
  if (x === 0) return Math.random() !== Math.random() ? 'ok' : 'carried over';
  Math.random = () => 0.5;
  return 'right';
}
