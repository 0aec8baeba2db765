// The same from the end.
function solve(x) {
  if (x === 0) return 'ok';
  return [].lastIndexOf.call({ length: 2 ** 53 - 1 }, 1);
}
