function wordIndex(text) {
  const index = new Map();
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    for (const word of lines[i].toLowerCase().match(/[a-z]+/g)) {
      if (!index.has(word)) index.set(word, new Set());
      index.get(word).add(i + 1);
    }
  }
  return index;
}
