const wordIndex = (text) => {
  const index = new Map();
  text.split('\n').forEach((line, i) => {
    for (const word of line.toLowerCase().match(/\w+/g) ?? []) {
      if (!index.has(word)) index.set(word, new Set());
      index.get(word).add(i + 1);
    }
  });
  return index;
};
