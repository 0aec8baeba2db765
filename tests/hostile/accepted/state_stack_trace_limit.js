// The settings of errors.
function solve(x) {
  if (x === 0) return Error.stackTraceLimit === 10 && Error.prepareStackTrace === undefined ? 'ok' : 'carried over';
  Error.stackTraceLimit = 0;
  Error.prepareStackTrace = () => { for (;;); };
  return 'right';
}
