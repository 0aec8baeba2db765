// An array that a getter makes longer and shorter while it is read.
function solve(x) {
  if (x === 0) return 'ok';
  const array = [1, 2, 3];
  Object.defineProperty(array, 1, { enumerable: true, get() { array.length = 2; array[5000] = 1; return 9; } });
  return array;
}
