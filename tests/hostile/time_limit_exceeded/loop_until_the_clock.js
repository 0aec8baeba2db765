// Waits by the clock for an hour.
function solve(x) {
  if (x === 0) return 'ok';
  const end = Date.now() + 3600e3;
  while (Date.now() < end);
  return 'right';
}
