const { PriorityQueue } = require("./structures.js");

export function cheapest(n, roads) {
  const neighbours = Array.from({ length: n }, () => []);
  for (const [a, b, price] of roads) {
    neighbours[a].push([b, price]);
    neighbours[b].push([a, price]);
  }
  const queue = new PriorityQueue((one, other) => one[1] - other[1]).push([0, 0]);
  const built = new Set();
  let cost = 0;
  while (queue.size > 0) {
    const [town, price] = queue.pop();
    if (built.has(town)) continue;
    built.add(town);
    cost += price;
    for (const road of neighbours[town]) queue.push(road);
  }
  return built.size === n ? cost : -1;
}
