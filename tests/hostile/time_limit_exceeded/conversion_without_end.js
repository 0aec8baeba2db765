// An operator that asks an object for its primitive value, which takes for ever.
function solve(x) {
  if (x === 0) return 'ok';
  return 1 + { [Symbol.toPrimitive]() { for (;;); } };
}
