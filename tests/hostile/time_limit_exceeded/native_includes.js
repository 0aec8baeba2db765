// A native loop over 2^53 elements that ignores termination.
function solve(x) {
  if (x === 0) return 'ok';
  return [].includes.call({ length: 2 ** 53 - 1 }, 1);
}
