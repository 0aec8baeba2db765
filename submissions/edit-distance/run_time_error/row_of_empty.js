function editDistance(a, b) {
  const d = [...a].map((_, i) => [...b].map((_, j) => Math.max(i, j) + (a[0] === b[0] ? 0 : 1)));
  for (let i = 1; i < a.length; i++) {
    for (let j = 1; j < b.length; j++) {
      d[i][j] =
        a[i] === b[j] ? d[i - 1][j - 1] : 1 + Math.min(d[i - 1][j - 1], d[i - 1][j], d[i][j - 1]);
    }
  }
  return d[a.length - 1][b.length - 1];
}
