const distances = (n, roads, start) => {
  const result = Array(n).fill(Infinity);
  result[start] = 0;
  for (let i = 0; i < n; i++) {
    for (const [a, b, length] of roads) {
      if (result[a] + length < result[b]) result[b] = result[a] + length;
      if (result[b] + length < result[a]) result[a] = result[b] + length;
    }
  }
  return result;
};
