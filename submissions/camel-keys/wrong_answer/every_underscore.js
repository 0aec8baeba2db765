function camelKeys(value, seen = new Map()) {
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  if (seen.has(value)) return seen.get(value);
  const copy = Array.isArray(value) ? [] : {};
  seen.set(value, copy);
  for (const key in value) {
    const name = Array.isArray(value) ? key : key.replace(/_(.)/g, (_, c) => c.toUpperCase());
    copy[name] = camelKeys(value[key], seen);
  }
  return copy;
}
