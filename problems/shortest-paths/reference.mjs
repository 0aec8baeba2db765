/** Dijkstra's algorithm with a plain search for the nearest open place. */
export function reference(n, roads, start) {
  const leaving = Array.from({ length: n }, () => []);
  for (const [from, to, length] of roads) leaving[from].push([to, length]);
  const distance = Array(n).fill(Infinity);
  const done = Array(n).fill(false);
  distance[start] = 0;
  for (;;) {
    let nearest = -1;
    for (let place = 0; place < n; place++) {
      if (done[place] || distance[place] === Infinity) continue;
      if (nearest < 0 || distance[place] < distance[nearest]) nearest = place;
    }
    if (nearest < 0) return distance;
    done[nearest] = true;
    for (const [to, length] of leaving[nearest]) {
      distance[to] = Math.min(distance[to], distance[nearest] + length);
    }
  }
}

/** Bellman and Ford: relax all roads until nothing changes. */
export function independent(n, roads, start) {
  const distance = Array(n).fill(Infinity);
  distance[start] = 0;
  for (let changed = true; changed; ) {
    changed = false;
    for (const [from, to, length] of roads) {
      if (distance[from] + length >= distance[to]) continue;
      distance[to] = distance[from] + length;
      changed = true;
    }
  }
  return distance;
}
