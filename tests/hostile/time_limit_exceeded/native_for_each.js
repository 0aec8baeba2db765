// The same by `forEach`, which finds nothing to call.
function solve(x) {
  if (x === 0) return 'ok';
  return [].forEach.call({ length: 2 ** 53 - 1 }, () => {});
}
