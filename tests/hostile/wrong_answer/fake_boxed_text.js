// A boxed text is no text.
function solve(x) {
  if (x === 0) return 'ok';
  return new String('right');
}
