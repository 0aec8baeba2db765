function permutations(items) {
  const unique = new Map();
  const n = items.length;
  const walk = (k) => {
    if (k === n) {
      const key = items.join();
      if (!unique.has(key)) unique.set(key, items.slice());
      return;
    }
    for (let i = k; i < n; i++) {
      [items[k], items[i]] = [items[i], items[k]];
      walk(k + 1);
      [items[k], items[i]] = [items[i], items[k]];
    }
  };
  walk(0);
  return [...unique.values()];
}
