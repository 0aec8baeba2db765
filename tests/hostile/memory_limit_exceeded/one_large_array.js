// One large array at once.
function solve(x) {
  if (x === 0) return 'ok';
  return new Array(1e8).fill(0).length;
}
