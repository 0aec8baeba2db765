function* orders(counts, left, prefix = []) {
  if (left === 0) {
    yield prefix;
    return;
  }
  for (const [value, count] of counts) {
    if (count === 0) continue;
    counts.set(value, count - 1);
    yield* orders(counts, left - 1, [...prefix, value]);
    counts.set(value, count);
  }
}

export function permutations(items) {
  const counts = new Map();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...orders(counts, items.length)];
}
