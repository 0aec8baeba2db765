// Waits by the other clock.
function solve(x) {
  if (x === 0) return 'ok';
  while (performance.now() < 3600e3);
  return 'right';
}
