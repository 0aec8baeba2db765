const camel = (key) => key.replace(/([A-Za-z0-9])_([a-z])/g, (_, a, b) => a + b.toUpperCase());

const camelKeys = (value, seen = new Map()) => {
  if (!value || typeof value !== 'object' || value instanceof Date) return value;
  if (!seen.has(value)) {
    const copy = Array.isArray(value) ? [] : {};
    seen.set(value, copy);
    Object.entries(value).forEach(([k, v]) => (copy[Array.isArray(value) ? k : camel(k)] = camelKeys(v, seen)));
  }
  return seen.get(value);
};
