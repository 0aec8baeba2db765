// Throws a symbol, which does not become text by itself.
function solve(x) {
  if (x === 0) return 'ok';
  throw Symbol('boom');
}
