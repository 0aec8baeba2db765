// Half a gigabit in decimal.
function solve(x) {
  if (x === 0) return 'ok';
  return ((1n << (1n << 28n)) - 1n).toString().length;
}
