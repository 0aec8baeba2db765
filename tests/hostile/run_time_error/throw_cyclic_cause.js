// Throws an error that is its own cause.
function solve(x) {
  if (x === 0) return 'ok';
  const error = new Error('x');
  error.cause = error;
  throw new AggregateError([error], 'many', { cause: error });
}
