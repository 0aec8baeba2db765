// Walks an array that is long and empty.
function solve(x) {
  if (x === 0) return 'ok';
  const empty = [];
  empty.length = 2 ** 32 - 1;
  empty[2 ** 32 - 2] = 1;
  return empty.findIndex((n) => n === 1);
}
