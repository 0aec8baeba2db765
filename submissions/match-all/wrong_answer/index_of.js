function findAll(pattern, text) {
  const re = new RegExp(pattern, pattern.global ? pattern.flags : pattern.flags + 'g');
  const found = [];
  for (const match of text.match(re) ?? []) {
    const [, ...groups] = match.match(new RegExp(pattern, pattern.flags.replace('g', ''))) ?? [];
    found.push({ text: match, index: text.indexOf(match), groups });
  }
  return found;
}
