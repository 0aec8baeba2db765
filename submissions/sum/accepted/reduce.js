function f(a, b, c) {
  return a.reduce((c, acc) => acc + c, b) + c.length;
}
