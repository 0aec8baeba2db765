function distances(n, roads, start) {
  const result = Array(n).fill(Infinity);
  result[start] = 0;
  const queue = [start];
  while (queue.length > 0) {
    const place = queue.shift();
    for (const [from, to, length] of roads) {
      if (from === place && result[place] + length <= result[to]) {
        result[to] = result[place] + length;
        if (!queue.includes(to)) queue.push(to);
      }
    }
  }
  return result;
}
