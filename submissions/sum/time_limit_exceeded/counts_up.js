function f(a, b, c) {
  let total = b + c.length;
  for (const x of a) {
    if (x < 0) total += x;
    for (let i = 0; i < x; i++) total++;
  }
  return total;
}
