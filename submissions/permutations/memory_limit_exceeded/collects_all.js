function permutations(items) {
  const all = [];
  const walk = (path, rest) => {
    if (rest.length === 0) all.push(path);
    rest.forEach((x, i) => walk([...path, x], [...rest.slice(0, i), ...rest.slice(i + 1)]));
  };
  walk([], items);
  const unique = new Map(all.map((order) => [order.join(), order]));
  return [...unique.values()];
}
