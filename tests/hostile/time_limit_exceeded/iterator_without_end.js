// Consumes an iterator that never says `done`.
function solve(x) {
  if (x === 0) return 'ok';
  const endless = { [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }) }) };
  let sum = 0;
  for (const n of endless) sum += n;
  return sum;
}
