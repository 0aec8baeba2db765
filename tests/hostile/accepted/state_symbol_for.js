// Properties under symbols that all programs share.
function solve(x) {
  if (x === 0) return !(Symbol.for('kept') in globalThis) && !(Symbol.iterator in Number.prototype) ? 'ok' : 'carried over';
  globalThis[Symbol.for('kept')] = 1;
  Number.prototype[Symbol.iterator] = function* () {};
  return 'right';
}
