// Microtasks that nobody waits for, which would go on for ever.
function solve(x) {
  if (x === 0) return globalThis.late === undefined ? 'ok' : 'carried over';
  (function storm() {
    globalThis.late = 1;
    Promise.resolve().then(storm);
  })();
  return 'right';
}
