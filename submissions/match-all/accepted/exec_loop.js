function findAll(pattern, text) {
  var flags = pattern.flags.indexOf('g') < 0 ? pattern.flags + 'g' : pattern.flags;
  var re = new RegExp(pattern.source, flags);
  var found = [];
  var m;
  while ((m = re.exec(text)) !== null) {
    found.push({ groups: m.slice(1), index: m.index, text: m[0] });
    if (m[0] === '') {
      var code = text.codePointAt(re.lastIndex);
      re.lastIndex += pattern.unicode && code > 0xffff ? 2 : 1;
    }
  }
  return found;
}
