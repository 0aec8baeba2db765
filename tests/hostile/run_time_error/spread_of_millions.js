// Millions of arguments.
function solve(x) {
  if (x === 0) return 'ok';
  return Math.max(...new Array(5e6).fill(0));
}
