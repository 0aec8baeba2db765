export default function findAll(pattern, text) {
  const all = [];
  const re = new RegExp(pattern.source, pattern.flags.replace('g', '') + 'g');
  text.replace(re, (match, ...rest) => {
    // behind the groups: index, whole text and, with named groups, an object
    const at = rest.findIndex((x) => typeof x === 'number');
    all.push({ text: match, index: rest[at], groups: rest.slice(0, at) });
    return match;
  });
  return all;
}
