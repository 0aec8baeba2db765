const groupAnagrams = (words) => {
  const groups = {};
  words.forEach((word) => {
    let hash = word.length * 100000;
    for (let i = 0; i < word.length; i++) hash += word.charCodeAt(i);
    groups[hash] = groups[hash] || [];
    groups[hash].push(word);
  });
  return Object.values(groups);
};
