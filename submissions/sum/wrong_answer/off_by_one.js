function f(a, b, c) {
  let sum = b;
  for (let i = 1; i < a.length; i++) sum += a[i];
  return sum + c.length;
}
