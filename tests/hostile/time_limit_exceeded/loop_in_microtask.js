// A loop in a microtask of the result.
function solve(x) {
  if (x === 0) return 'ok';
  return Promise.resolve().then(() => { for (;;); });
}
