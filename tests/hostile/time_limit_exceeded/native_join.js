// The same by `join`, of nothing with nothing.
// or: RTE: V8 may refuse the length
// or: MLE: or run out of memory over it
function solve(x) {
  if (x === 0) return 'ok';
  return [].join.call({ length: 2 ** 53 - 1 }, '');
}
