const camel = (key) => key.replace(/(?<=[a-z\d])_[a-z]/gi, (m) => (/[a-z]/.test(m[1]) ? m[1].toUpperCase() : m));

function camelKeys(value, seen = new WeakMap()) {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (seen.has(value)) return seen.get(value);
  const copy = Array.isArray(value) ? [] : {};
  seen.set(value, copy);
  for (const key of Object.keys(value)) {
    copy[Array.isArray(value) ? key : camel(key)] = camelKeys(value[key], seen);
  }
  return copy;
}
