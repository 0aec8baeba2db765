function permutations(items) {
  const seen = new Set();
  const result = [];
  const walk = (path, rest) => {
    if (rest.length === 0) result.push(path);
    for (let i = 0; i < rest.length; i++) {
      const next = [...path, rest[i]];
      const key = next.join('');
      if (seen.has(key)) continue;
      seen.add(key);
      walk(next, rest.filter((_, j) => j !== i));
    }
  };
  walk([], items);
  return result;
}
