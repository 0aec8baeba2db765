// An array with holes and too many elements.
function solve(x) {
  if (x === 0) return 'ok';
  const array = [];
  for (let i = 0; i < 2e5; i++) array[i * 20] = i;
  return array;
}
