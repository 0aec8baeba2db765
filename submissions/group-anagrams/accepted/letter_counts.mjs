const A = 'a'.charCodeAt(0);

const signature = (word) => {
  const counts = new Uint16Array(26);
  for (let i = 0; i < word.length; i++) counts[word.charCodeAt(i) - A]++;
  return counts.join();
};

export function groupAnagrams(words) {
  const groups = new Map();
  for (const word of words) {
    const key = signature(word);
    const group = groups.get(key);
    if (group) group.unshift(word);
    else groups.set(key, [word]);
  }
  return Array.from(groups.values()).reverse();
}
