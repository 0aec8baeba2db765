// The same by `splice`.
function solve(x) {
  if (x === 0) return 'ok';
  return [].splice.call({ length: 2 ** 53 - 2 }, 0, 1);
}
