function distances(n, roads, start) {
  const result = Array(n).fill(Infinity);
  result[start] = 0;
  const queue = [start];
  while (queue.length) {
    const place = queue.shift();
    for (const [from, to, length] of roads) {
      if (from === place && result[to] === Infinity) {
        result[to] = result[place] + length;
        queue.push(to);
      }
    }
  }
  return result;
}
