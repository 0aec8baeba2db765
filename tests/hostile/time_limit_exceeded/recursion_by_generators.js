// Generators that delegate to themselves for ever, one step at a time.
function solve(x) {
  if (x === 0) return 'ok';
  function* numbers() {
    for (let i = 0; ; i++) yield i;
  }
  let sum = 0;
  for (const n of numbers()) sum += n;
  return sum;
}
