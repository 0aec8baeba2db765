const camelKeys = (value, copies = new Map()) => {
  if (value === null || typeof value !== 'object') return value;
  if (copies.has(value)) return copies.get(value);
  const copy = Array.isArray(value) ? [] : {};
  copies.set(value, copy);
  if (Array.isArray(value)) value.forEach((item) => copy.push(camelKeys(item, copies)));
  else {
    for (const [key, item] of Object.entries(value)) {
      copy[key.replace(/(?<=[A-Za-z0-9])_([a-z])/g, (_, c) => c.toUpperCase())] = camelKeys(item, copies);
    }
  }
  return copy;
};
