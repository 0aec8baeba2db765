// Throws an error whose prototype never answers.
function solve(x) {
  if (x === 0) return 'ok';
  throw Object.setPrototypeOf(new Error('x'), new Proxy({}, { get() { for (;;); }, getPrototypeOf() { for (;;); } }));
}
