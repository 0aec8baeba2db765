const { DisjointSets } = require("structures");

function cheapest(n, roads) {
  const towns = new DisjointSets(n);
  let cost = 0;
  for (const [a, b, price] of [...roads].sort((one, other) => one[2] - other[2])) {
    if (towns.join(a, b)) cost += price;
  }
  return cost;
}
