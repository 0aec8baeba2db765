// Sorts typed arrays without end.
function solve(x) {
  if (x === 0) return 'ok';
  const numbers = new Float64Array(2e6);
  for (let i = 0; ; i++) {
    for (let j = 0; j < numbers.length; j++) numbers[j] = (j * 7919) % 2000003;
    numbers.sort();
  }
}
