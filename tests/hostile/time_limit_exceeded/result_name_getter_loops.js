// A result that is an error, whose name is a loop.
function solve(x) {
  if (x === 0) return 'ok';
  return Object.defineProperty(new Error('x'), 'name', { get() { for (;;); } });
}
