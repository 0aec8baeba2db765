function permutations(items) {
  if (items.length === 1) return [items];
  const head = items[0];
  const seen = new Set();
  return permutations(items.slice(1))
    .flatMap((tail) => tail.concat(NaN).map((_, i) => [...tail.slice(0, i), head, ...tail.slice(i)]))
    .filter((order) => !seen.has(order.join()) && seen.add(order.join()));
}
