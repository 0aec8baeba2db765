// The same by `reverse`.
function solve(x) {
  if (x === 0) return 'ok';
  return [].reverse.call({ length: 2 ** 53 - 1 });
}
