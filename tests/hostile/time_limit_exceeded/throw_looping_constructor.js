// Throws an object whose constructor never answers.
function solve(x) {
  if (x === 0) return 'ok';
  throw { get constructor() { for (;;); }, get [Symbol.toStringTag]() { for (;;); } };
}
