// A search that is quadratic and looks at no clock: only an end of the process stops it.
function solve(x) {
  if (x === 0) return 'ok';
  return 'a'.repeat(1 << 22).lastIndexOf(`${'a'.repeat(1 << 21)}b`);
}
