// Values that JSON would make equal.
function solve(x) {
  if (x === 0) return 'ok';
  return [NaN, -0, Infinity, undefined, , null];
}
