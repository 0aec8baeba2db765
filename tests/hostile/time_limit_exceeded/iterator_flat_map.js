// Iterator helpers that go round for ever.
function solve(x) {
  if (x === 0) return 'ok';
  function* two() { yield 1; yield 2; }
  const endless = { [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }) }) };
  return Iterator.from(endless).flatMap(two).filter((n) => n > 2).next().value;
}
