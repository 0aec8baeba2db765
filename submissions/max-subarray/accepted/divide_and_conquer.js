const maxSubarray = (numbers) => (numbers.length ? solve(numbers, 0, numbers.length).best : 0);

const solve = (a, from, to) => {
  if (to - from === 1) {
    const x = a[from];
    return { total: x, prefix: x, suffix: x, best: x };
  }
  const mid = (from + to) >> 1;
  const l = solve(a, from, mid);
  const r = solve(a, mid, to);
  return {
    total: l.total + r.total,
    prefix: Math.max(l.prefix, l.total + r.prefix),
    suffix: Math.max(r.suffix, r.total + l.suffix),
    best: Math.max(l.best, r.best, l.suffix + r.prefix),
  };
};
