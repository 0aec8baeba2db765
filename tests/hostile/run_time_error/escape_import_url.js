// Imports a script from a URL.
function solve(x) {
  if (x === 0) return 'ok';
  return import('data:text/javascript,export default 1').then((m) => m.default);
}
