export function f(a, b, c) {
  return a.reduce((x, y) => x + y, b) + c.lenght.valueOf();
}
