// A table.
function solve(x) {
  if (x === 0) return 'ok';
  for (;;) console.table([[1, 2], [3, 4]]);
}
