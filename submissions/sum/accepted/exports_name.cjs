exports.f = (a, b, c) => {
  a.push(b, c.length);
  let total = 0;
  while (a.length) total += a.pop();
  return total;
};
