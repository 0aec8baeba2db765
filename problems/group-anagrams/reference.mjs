/** Words with the same sorted letters. */
export function reference(words) {
  const groups = new Map();
  for (const word of words) {
    const key = [...word].sort().join("");
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(word);
  }
  return [...groups.values()];
}

/** Words compared with the first of each group, by striking out letters. */
export function independent(words) {
  const groups = [];
  for (const word of words) {
    const group = groups.find(([first]) => isAnagram(first, word));
    if (group) group.push(word);
    else groups.push([word]);
  }
  return groups;
}

function isAnagram(a, b) {
  if (a.length !== b.length) return false;
  const left = [...b];
  for (const letter of a) {
    const index = left.indexOf(letter);
    if (index < 0) return false;
    left.splice(index, 1);
  }
  return true;
}
