const editDistance = (a, b) => {
  const memo = Array.from({ length: a.length }, () => []);

  const from = (i, j) => {
    if (i === a.length) return b.length - j;
    if (j === b.length) return a.length - i;
    if (a[i] === b[j]) return from(i + 1, j + 1);
    return (memo[i][j] ??= 1 + Math.min(from(i + 1, j), from(i, j + 1), from(i + 1, j + 1)));
  };

  return from(0, 0);
};
