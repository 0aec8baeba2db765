// The same by `copyWithin`.
function solve(x) {
  if (x === 0) return 'ok';
  return [].copyWithin.call({ length: 2 ** 53 - 1 }, 0, 1);
}
