function distances(n, roads, start) {
  const graph = {};
  for (const [from, to, length] of roads) (graph[from] ||= {})[to] = length;

  const result = Array(n).fill(Infinity);
  const open = new Set([start]);
  result[start] = 0;
  while (open.size > 0) {
    const place = [...open].reduce((a, b) => (result[a] <= result[b] ? a : b));
    open.delete(place);
    for (const to of Object.keys(graph[place])) {
      const distance = result[place] + graph[place][to];
      if (distance < result[to]) {
        result[to] = distance;
        open.add(Number(to));
      }
    }
  }
  return result;
}
