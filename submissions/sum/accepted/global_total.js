total = 0;

function add(x) {
  total += x;
}

function f(a, b, c) {
  a.forEach(add);
  add(b);
  add(c.length);
  return total;
}
