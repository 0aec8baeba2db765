// Finalizers that would loop when garbage is collected later.
function solve(x) {
  if (x === 0) return true ? 'ok' : 'carried over';
  const registry = new FinalizationRegistry(() => { for (;;); });
  for (let i = 0; i < 50000; i++) registry.register({}, i);
  for (let i = 0; i < 100; i++) new Array(10000).fill({});
  return 'right';
}
