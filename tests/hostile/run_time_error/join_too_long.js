// A list joined to a text that is too long.
function solve(x) {
  if (x === 0) return 'ok';
  return new Array(1e6).fill('x'.repeat(1000)).join(',').length;
}
