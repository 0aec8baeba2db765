function wordIndex(text) {
  const index = new Map();
  text.split('\n').forEach((line, i) => {
    for (const word of line.toLowerCase().match(/[a-z]+/g) || []) {
      const lines = index.get(word) || [];
      if (!lines.includes(i + 1)) lines.push(i + 1);
      index.set(word, lines);
    }
  });
  return index;
}
