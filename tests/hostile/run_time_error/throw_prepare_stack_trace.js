// `Error.prepareStackTrace` that throws and loops, which nobody asks for.
function solve(x) {
  if (x === 0) return 'ok';
  Error.prepareStackTrace = (error) => { for (;;) error.stack; };
  null.property;
}
