function groupAnagrams(words) {
  const groups = {};
  for (const word of words) {
    const key = word.split('').sort().join('');
    (groups['#' + key] ||= []).push(word);
  }
  return Object.values(groups);
}
