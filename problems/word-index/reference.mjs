export function reference(text) {
  const index = new Map();
  text.split("\n").forEach((line, i) => {
    for (const word of line.toLowerCase().match(/[a-z]+/g) ?? []) {
      if (!index.has(word)) index.set(word, new Set());
      index.get(word).add(i + 1);
    }
  });
  return index;
}

/** Character by character. */
export function independent(text) {
  const found = [];
  let line = 1;
  let word = "";
  for (const character of `${text}\n`) {
    const code = character.charCodeAt(0) | 32;
    if (character.length === 1 && character < "\x80" && code >= 97 && code <= 122) {
      word += String.fromCharCode(code);
      continue;
    }
    if (word !== "") found.push([word, line]);
    word = "";
    if (character === "\n") line += 1;
  }
  const lines = (word) => found.filter(([other]) => other === word).map(([, number]) => number);
  return new Map(found.map(([word]) => [word, new Set(lines(word))]));
}
