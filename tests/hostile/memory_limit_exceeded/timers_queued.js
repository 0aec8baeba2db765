// Timers set and never run.
function solve(x) {
  if (x === 0) return 'ok';
  for (;;) setTimeout(() => {}, 1e6);
}
