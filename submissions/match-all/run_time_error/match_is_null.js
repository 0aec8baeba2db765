let findAll = (pattern, text) => {
  const flags = new Set([...pattern.flags, 'g']);
  const texts = text.match(new RegExp(pattern.source, [...flags].join('')));
  let at = 0;
  return texts.map((match) => {
    const index = text.indexOf(match, at);
    at = index + match.length;
    return { text: match, index, groups: [] };
  });
};
