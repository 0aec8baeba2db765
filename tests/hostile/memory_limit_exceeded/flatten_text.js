// A rope that has to become flat.
// or: WA: nothing that has to be kept
function solve(x) {
  if (x === 0) return 'ok';
  return 'xy'.repeat(2 ** 27).charCodeAt(12345678) + 'x'.repeat(2 ** 28).indexOf('y');
}
