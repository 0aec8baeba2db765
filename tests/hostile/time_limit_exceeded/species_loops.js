// A species constructor that never returns.
function solve(x) {
  if (x === 0) return 'ok';
  class Slow extends Array {
    static get [Symbol.species]() { for (;;); }
  }
  return Slow.from([1, 2]).map((n) => n);
}
