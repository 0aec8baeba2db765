const wordIndex = (text) => {
  const index = new Map();
  for (const [number, line] of text.toLowerCase().split('\n').entries()) {
    for (const word of line.match(/[a-z]+/g) ?? []) {
      if (!index.has(word)) index.set(word, new Set());
      index.get(word).add(number);
    }
  }
  return index;
};
