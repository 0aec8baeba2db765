function wordIndex(text) {
  const index = {};
  text.split('\n').forEach((line, i) => {
    for (const word of line.toLowerCase().match(/[a-z]+/g) || []) {
      if (!index[word]) index[word] = new Set();
      index[word].add(i + 1);
    }
  });
  return new Map(Object.entries(index));
}
