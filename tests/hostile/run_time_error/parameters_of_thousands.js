// A function with too many parameters.
function solve(x) {
  if (x === 0) return 'ok';
  return new Function(...new Array(70000).fill('a'), '')();
}
