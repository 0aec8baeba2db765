// letters counted per first letter, smallest first
function groupAnagrams(words) {
  const groups = new Map();
  for (const word of words) {
    const letters = word.split('').sort();
    const key = letters[0].toLowerCase() + letters.slice(1).join('');
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(word);
  }
  return [...groups.values()];
}
