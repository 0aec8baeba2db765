// Each timeout sets the next.
function solve(x) {
  if (x === 0) return 'ok';
  return new Promise(() => {
    (function again() {
      setTimeout(again, 0);
    })();
  });
}
