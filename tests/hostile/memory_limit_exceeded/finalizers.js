// A registry of finalizers that grows.
function solve(x) {
  if (x === 0) return 'ok';
  const registry = new FinalizationRegistry(() => {});
  const held = [];
  for (let i = 0; ; i++) {
    const object = { i };
    held.push(object);
    registry.register(object, i);
  }
}
