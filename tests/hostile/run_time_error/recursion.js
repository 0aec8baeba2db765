// Recursion without end.
function solve(x) {
  if (x === 0) return 'ok';
  (function f() {
    f();
  })();
}
