// An iterator of native parts alone, whose steps are dropped.
function solve(x) {
  if (x === 0) return 'ok';
  return [].keys.call({ length: 2 ** 53 - 1 }).drop(2 ** 53 - 3).next().value;
}
