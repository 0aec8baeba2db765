// Timers that nobody waits for.
function solve(x) {
  if (x === 0) return globalThis.late === undefined && setTimeout(() => {}, 0) === 1 ? 'ok' : 'carried over';
  setInterval(() => { for (;;); }, 0);
  setTimeout(() => { globalThis.late = 1; });
  return 'right';
}
