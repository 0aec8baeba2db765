function f(a, b, c) {
  a.reduce((x, y) => x + y, b) + c.length;
}
