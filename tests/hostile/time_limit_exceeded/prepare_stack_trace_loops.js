// `Error.prepareStackTrace` that never returns, called because the program reads a stack.
function solve(x) {
  if (x === 0) return 'ok';
  Error.prepareStackTrace = () => { for (;;); };
  return new Error('x').stack;
}
