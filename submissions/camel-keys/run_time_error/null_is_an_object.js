function camelKeys(value, seen = new Map()) {
  if (typeof value !== 'object' || value.getTime) return value;
  if (seen.has(value)) return seen.get(value);
  const copy = Array.isArray(value) ? [] : {};
  seen.set(value, copy);
  for (const key of Object.keys(value)) {
    const name = key.replace(/(?<=[A-Za-z0-9])_([a-z])/g, (_, c) => c.toUpperCase());
    copy[name] = camelKeys(value[key], seen);
  }
  return copy;
}
