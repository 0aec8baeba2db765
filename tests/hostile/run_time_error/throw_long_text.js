// Throws a text of a quarter of a billion characters.
function solve(x) {
  if (x === 0) return 'ok';
  throw 'x'.repeat(2 ** 28);
}
