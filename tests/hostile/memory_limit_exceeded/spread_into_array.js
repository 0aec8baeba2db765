// An endless iterator spread into an array.
function solve(x) {
  if (x === 0) return 'ok';
  const endless = { [Symbol.iterator]: () => ({ next: () => ({ done: false, value: {} }) }) };
  return [...endless].length;
}
