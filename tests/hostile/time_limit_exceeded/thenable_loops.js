// An async function that returns a thenable whose `then` never returns.
async function solve(x) {
  if (x === 0) return 'ok';
  return { then() { for (;;); } };
}
