// The global object itself, with all that hangs on it.
function solve(x) {
  if (x === 0) return 'ok';
  return globalThis;
}
