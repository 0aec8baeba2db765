// A result whose getter exhausts the stack.
function solve(x) {
  if (x === 0) return 'ok';
  return { get answer() { return (function f() { return f() + 1; })(); } };
}
