// A function with a name of sixteen million characters.
function solve(x) {
  if (x === 0) return 'ok';
  return { ['x'.repeat(2 ** 24)]() {} }['x'.repeat(2 ** 24)];
}
