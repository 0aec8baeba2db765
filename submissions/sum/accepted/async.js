async function f(a, b, c) {
  let total = b + c.length;
  for await (const x of a) total += x;
  return total;
}
