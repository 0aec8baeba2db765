// An array that holds itself, flattened.
function solve(x) {
  if (x === 0) return 'ok';
  const array = [];
  array.push(array);
  return array.flat(Infinity);
}
