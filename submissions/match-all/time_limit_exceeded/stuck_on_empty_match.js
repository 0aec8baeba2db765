function findAll(pattern, text) {
  const re = new RegExp(pattern.source, pattern.global ? pattern.flags : pattern.flags + 'g');
  const found = [];
  let m;
  while (re.lastIndex < text.length && (m = re.exec(text))) {
    // an empty match is no match
    if (!m[0].length) continue;
    found.push({ text: m[0], index: m.index, groups: m.slice(1) });
  }
  return found;
}
