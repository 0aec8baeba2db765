function relax(roads, distance) {
  let changed = false;
  for (const [from, to, length] of roads) {
    if (distance[from] + length < distance[to]) {
      distance[to] = distance[from] + length;
      changed = true;
    }
  }
  return changed;
}

export default function distances(n, roads, start) {
  const distance = Array.from({ length: n }, (_, i) => (i === start ? 0 : Infinity));
  while (relax(roads, distance));
  return distance;
}
