// A frozen world.
function solve(x) {
  if (x === 0) return (globalThis.fresh = 1) === 1 && (Array.prototype.fresh = 1) === 1 && Object.isExtensible(globalThis) ? 'ok' : 'carried over';
  for (const value of [Object, Array, Function, String, Map, Promise]) {
    Object.freeze(value.prototype);
    Object.freeze(value);
  }
  Object.freeze(globalThis);
  return 'right';
}
