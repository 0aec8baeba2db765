function findAll(pattern, text) {
  const found = [];
  pattern.lastIndex = 0;
  for (let m = pattern.exec(text); m; m = pattern.global && m[0] ? pattern.exec(text) : null) {
    const [match, ...groups] = m;
    found.push({ text: match, index: m.index, groups });
  }
  return found;
}
