const maxSubarray = (numbers) => {
  const sums = [];
  numbers.reduce((sum, n) => {
    const next = Math.max(n, sum + n);
    sums.push(next);
    return next;
  }, -Infinity);
  return sums.reduce((x, y) => Math.max(x, y));
};
