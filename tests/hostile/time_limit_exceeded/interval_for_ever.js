// An interval for ever, while the result never comes. Time is virtual, so nothing waits.
function solve(x) {
  if (x === 0) return 'ok';
  setInterval(() => {}, 1000);
  return new Promise(() => {});
}
