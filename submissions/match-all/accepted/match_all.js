const findAll = (pattern, text) => {
  const global = new RegExp(pattern, [...new Set(pattern.flags + 'g')].join(''));
  return Array.from(text.matchAll(global), ({ 0: text, index, length, ...rest }) => ({
    text,
    index,
    groups: Array.from({ length: length - 1 }, (_, i) => rest[i + 1]),
  }));
};
