module.exports = function (a, b, c) {
  let total = b + c.length;
  for (const x of a) total += x;
  return total;
};
