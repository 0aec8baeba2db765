function* words(text) {
  let line = 1;
  for (const [token] of text.matchAll(/\n|[A-Za-z]+/g)) {
    if (token === '\n') line++;
    else yield [token.toLowerCase(), line];
  }
}

export const wordIndex = (text) => {
  const index = new Map();
  for (const [word, line] of words(text)) {
    if (!index.has(word)) index.set(word, new Set());
    index.get(word).add(line);
  }
  return index;
};
