// The same by `unshift`, which moves what is not there.
function solve(x) {
  if (x === 0) return 'ok';
  return [].unshift.call({ length: 2 ** 53 - 3 }, 1);
}
