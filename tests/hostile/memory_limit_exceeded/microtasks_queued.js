// Microtasks queued and never run.
function solve(x) {
  if (x === 0) return 'ok';
  for (;;) queueMicrotask(() => {});
}
