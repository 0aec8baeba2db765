function f(a, b, c) {
  let sum = b | 0;
  for (let i = 0; i < a.length; i++) sum = (sum + a[i]) | 0;
  return sum + c.length;
}
