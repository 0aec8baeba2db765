function groupAnagrams(words) {
  const groups = new Map();
  for (const word of words) {
    const key = [...word].sort().join('');
    if (!groups.has(key)) groups.set(key, new Set());
    groups.get(key).add(word);
  }
  return [...groups.values()].map((set) => [...set]);
}
