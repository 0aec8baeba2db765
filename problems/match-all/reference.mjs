export function reference(pattern, text) {
  const flags = pattern.flags.includes("g") ? pattern.flags : `${pattern.flags}g`;
  return [...text.matchAll(new RegExp(pattern.source, flags))].map(match);
}

/** Ask at each position whether a match starts right there. */
export function independent(pattern, text) {
  const sticky = new RegExp(pattern.source, `${pattern.flags.replace("g", "")}y`);
  const found = [];
  let at = 0;
  while (at <= text.length) {
    sticky.lastIndex = at;
    const result = sticky.exec(text);
    if (result) found.push(match(result));
    const step = pattern.unicode && text.codePointAt(at) > 0xffff ? 2 : 1;
    at += result?.[0].length || step;
  }
  return found;
}

function match(result) {
  const [text, ...groups] = result;
  return { text, index: result.index, groups };
}
