// `Array.from` of a length that has no elements.
// or: MLE: the array grows while it is made
// or: RTE: V8 may refuse the length
function solve(x) {
  if (x === 0) return 'ok';
  return Array.from({ length: 2 ** 53 - 1 }, () => 0).length;
}
