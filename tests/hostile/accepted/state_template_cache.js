// The object of a tagged template.
function solve(x) {
  if (x === 0) return ((parts) => Object.isFrozen(parts) && !Object.hasOwn(globalThis, 'parts'))`once` ? 'ok' : 'carried over';
  globalThis.parts = ((parts) => parts)`once`;
  return 'right';
}
