// Awaits an async generator that never ends.
async function* ticks() {
  for (;;) yield 1;
}
async function solve(x) {
  if (x === 0) return 'ok';
  for await (const tick of ticks());
}
