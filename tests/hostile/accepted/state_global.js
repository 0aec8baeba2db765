// A global variable.
function solve(x) {
  if (x === 0) return globalThis.kept === undefined ? 'ok' : 'carried over';
  globalThis.kept = 1;
  return 'right';
}
