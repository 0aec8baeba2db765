// Recursion that is shallow and has no end in time.
function solve(x) {
  if (x === 0) return 'ok';
  const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2));
  return fib(80);
}
