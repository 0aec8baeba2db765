// The same by `findLast`, which does call.
function solve(x) {
  if (x === 0) return 'ok';
  return [].findLast.call({ length: 2 ** 53 - 1 }, () => false);
}
