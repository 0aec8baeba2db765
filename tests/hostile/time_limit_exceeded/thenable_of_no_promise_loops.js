// A thenable that is no promise, whose `then` never comes back.
function solve(x) {
  if (x === 0) return 'ok';
  return { then() { for (;;); } };
}
