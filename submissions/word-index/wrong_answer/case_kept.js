class Solution {
  wordIndex(text) {
    const index = new Map();
    let number = 0;
    for (const line of text.split('\n')) {
      number++;
      for (const word of line.match(/[a-z]+/gi) ?? []) {
        index.has(word) ? index.get(word).add(number) : index.set(word, new Set([number]));
      }
    }
    return index;
  }
}
