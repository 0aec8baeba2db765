function wordIndex(text) {
  const index = new Map();
  text.split('\n').forEach((line, i) => {
    for (const [word] of line.toLowerCase().matchAll(/[a-z]+/g)) {
      const lines = index.get(word) ?? new Set();
      index.set(word, lines.add(i + 1));
    }
  });
  return index;
}
