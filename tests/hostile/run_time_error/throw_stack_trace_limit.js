// An error below a deep stack, with all of its frames.
function solve(x) {
  if (x === 0) return 'ok';
  Error.stackTraceLimit = 1e9;
  (function f(n) {
    if (n === 0) throw new Error('deep');
    f(n - 1);
  })(5000);
}
