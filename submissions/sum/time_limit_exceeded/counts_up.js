function f(a, b, c) {
  let total = b + c.length;
  for (const x of a) {
    for (let i = 0; i < Math.abs(x); i++) total += Math.sign(x);
  }
  return total;
}
