// The same by `String.raw`.
// or: RTE: the text may become too long first
// or: MLE: or too long for the memory
function solve(x) {
  if (x === 0) return 'ok';
  return String.raw({ raw: { length: 2 ** 53 - 1 } });
}
