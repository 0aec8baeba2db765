// A value that is long when shown.
function solve(x) {
  if (x === 0) return 'ok';
  console.log(Array.from({ length: 1e5 }, (_, i) => `${i}`.repeat(20)).join('\n'));
  return 'right';
}
