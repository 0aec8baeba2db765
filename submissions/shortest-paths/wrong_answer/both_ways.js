const distances = (n, roads, start) => {
  const result = Array(n).fill(Infinity);
  result[start] = 0;
  for (let i = 0; i < n; i++) {
    for (const [a, b, length] of roads) {
      result[b] = Math.min(result[b], result[a] + length);
      result[a] = Math.min(result[a], result[b] + length);
    }
  }
  return result;
};
