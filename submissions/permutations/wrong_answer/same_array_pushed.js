function permutations(items) {
  const counts = {};
  items.forEach((x) => (counts[x] = (counts[x] || 0) + 1));
  const result = [];
  const path = [];
  (function walk() {
    if (path.length === items.length) return void result.push(path);
    for (const key of Object.keys(counts)) {
      if (!counts[key]) continue;
      counts[key]--;
      path.push(Number(key));
      walk();
      path.pop();
      counts[key]++;
    }
  })();
  return result;
}
