const findAll = (pattern, text) =>
  [...text.matchAll(new RegExp(pattern.source, 'g'))].map((m) => ({
    text: m[0],
    index: m.index,
    groups: m.slice(1),
  }));
