const findAll = (pattern, text) =>
  [...text.matchAll(pattern)].map((m) => ({ text: m[0], index: m.index, groups: [...m].slice(1) }));
