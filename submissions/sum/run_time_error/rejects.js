async function f(a, b, c) {
  const total = a.reduce((x, y) => x + y, b) + c.length;
  if (total < 0) throw new RangeError(`negative total: ${total}`);
  return total;
}
