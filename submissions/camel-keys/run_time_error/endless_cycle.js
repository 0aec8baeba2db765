const camel = (key) => key.replace(/(?<=[A-Za-z0-9])_([a-z])/g, (_, letter) => letter.toUpperCase());

const camelKeys = (value) => {
  if (Array.isArray(value)) return value.map(camelKeys);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [camel(key), camelKeys(item)]));
};
