function findAll(pattern, text) {
  const re = new RegExp(pattern.source, pattern.flags.replace('g', '') + 'y');
  const found = [];
  for (let at = 0; at <= text.length; ) {
    re.lastIndex = at;
    const m = re.exec(text);
    if (m) found.push({ text: m[0], index: m.index, groups: m.slice(1) });
    at += (m && m[0].length) || 1;
  }
  return found;
}
