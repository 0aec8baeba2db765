// Throws an error whose message is as long.
function solve(x) {
  if (x === 0) return 'ok';
  throw new Error('x'.repeat(2 ** 28));
}
