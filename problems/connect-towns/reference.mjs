/** Kruskal's way: the cheapest roads first, each unless it joins what is joined. */
export function reference(n, roads) {
  const group = Array.from({ length: n }, (_, town) => town);
  let [cost, groups] = [0, n];
  for (const [a, b, price] of [...roads].sort((one, other) => one[2] - other[2])) {
    const [from, to] = [group[a], group[b]];
    if (from === to) continue;
    for (let town = 0; town < n; town++) if (group[town] === from) group[town] = to;
    cost += price;
    groups -= 1;
  }
  return groups === 1 ? cost : -1;
}

/** Prim's way, without a queue: the network grows by the town that is nearest to it. */
export function independent(n, roads) {
  const near = new Array(n).fill(Infinity);
  const built = new Array(n).fill(false);
  const neighbours = Array.from({ length: n }, () => []);
  for (const [a, b, price] of roads) {
    neighbours[a].push([b, price]);
    neighbours[b].push([a, price]);
  }
  near[0] = 0;
  let cost = 0;
  for (let count = 0; count < n; count++) {
    let next = -1;
    for (let town = 0; town < n; town++) {
      if (!built[town] && near[town] < Infinity && (next < 0 || near[town] < near[next])) next = town;
    }
    if (next < 0) return -1;
    built[next] = true;
    cost += near[next];
    for (const [town, price] of neighbours[next]) near[town] = Math.min(near[town], price);
  }
  return cost;
}
