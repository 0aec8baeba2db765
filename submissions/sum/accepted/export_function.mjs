export function f(a, b, c) {
  let total = c.length;
  for (const index in a) total += a[index];
  return total + b;
}
