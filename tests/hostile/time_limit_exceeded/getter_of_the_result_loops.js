// A getter of the result that never returns.
function solve(x) {
  if (x === 0) return 'ok';
  return { get answer() { for (;;); } };
}
