function f(a, b, c) {
  return a.reduce((x, y) => x + y) + c.length;
}
