function f(a, b, c) {
  let sum = b;
  let sum = a.reduce((x, y) => x + y, sum);
  return sum + c.length;
}
