const camelKeys = (value) =>
  JSON.parse(JSON.stringify(value), function (key, item) {
    if (item === null || typeof item !== 'object' || Array.isArray(item)) return item;
    const pairs = Object.entries(item);
    return Object.fromEntries(
      pairs.map(([k, v]) => [k.replace(/(?<=[A-Za-z0-9])_([a-z])/g, (_, c) => c.toUpperCase()), v]),
    );
  });
