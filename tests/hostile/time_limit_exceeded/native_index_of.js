// The same by `indexOf`.
function solve(x) {
  if (x === 0) return 'ok';
  return [].indexOf.call({ length: 2 ** 53 - 1 }, 1);
}
