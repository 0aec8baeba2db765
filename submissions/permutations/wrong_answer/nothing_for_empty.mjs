export default function permutations(items) {
  if (items.length < 2) return items.length ? [items] : [];
  const result = [];
  for (const first of new Set(items)) {
    const rest = items.slice();
    rest.splice(rest.indexOf(first), 1);
    for (const tail of permutations(rest)) result.push([first, ...tail]);
  }
  return result;
}
