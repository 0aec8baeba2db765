function groupAnagrams(words) {
  const groups = new Map();
  for (const word of words) {
    const key = [...new Set(word)].sort().join('');
    groups.set(key, [...(groups.get(key) || []), word]);
  }
  return [...groups.values()];
}
