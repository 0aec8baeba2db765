// The same code evaluated again must not be the code of another world.
function solve(x) {
  if (x === 0) return eval('(() => { globalThis.seen = (globalThis.seen ?? 0) + 1; return seen; })()') === 1 ? 'ok' : 'carried over';
  eval('(() => { globalThis.seen = (globalThis.seen ?? 0) + 1; return seen; })()');
  return 'right';
}
