// A loop in a timer that the result waits for.
function solve(x) {
  if (x === 0) return 'ok';
  return new Promise((resolve) => setTimeout(() => { for (;;); }, 10));
}
