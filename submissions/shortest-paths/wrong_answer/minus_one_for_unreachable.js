function distances(n, roads, start) {
  const result = Array(n).fill(Number.MAX_SAFE_INTEGER);
  result[start] = 0;
  for (let round = 1; round < n; round++) {
    for (const [from, to, length] of roads) {
      if (result[from] + length < result[to]) result[to] = result[from] + length;
    }
  }
  return result.map((d) => (d === Number.MAX_SAFE_INTEGER ? -1 : d));
}
