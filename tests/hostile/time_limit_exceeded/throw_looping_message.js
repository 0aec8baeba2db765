// Throws an error with a `message` and a `name` that never answer.
function solve(x) {
  if (x === 0) return 'ok';
  throw Object.defineProperties(new Error(), { message: { get() { for (;;); } }, name: { get() { for (;;); } } });
}
