// A flood from timers.
function solve(x) {
  if (x === 0) return 'ok';
  setInterval(() => console.log('x'.repeat(1000)), 1);
  return new Promise(() => {});
}
