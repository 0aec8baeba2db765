// A flood of captured stack traces, each as long as can be.
function solve(x) {
  if (x === 0) return 'ok';
  Error.stackTraceLimit = Infinity;
  const deep = (n) => (n > 0 ? deep(n - 1) + 1 : Error.captureStackTrace({}) || 0);
  for (;;) deep(2000);
}
