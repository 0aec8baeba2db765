// at most one pair like IV or XC, I think
const ROMAN = /^M{0,3}D?C{0,3}L?X{0,3}V?I{0,3}$/;
const PAIRS = { CM: 900, CD: 400, XC: 90, XL: 40, IX: 9, IV: 4 };
const LETTERS = { M: 1000, D: 500, C: 100, L: 50, X: 10, V: 5, I: 1 };

function fromRoman(text) {
  let total = 0;
  const plain = text.replace(/CM|CD|XC|XL|IX|IV/, (pair) => {
    total += PAIRS[pair];
    return '';
  });
  if (!text || !ROMAN.test(plain)) throw new Error('not a Roman numeral');
  for (const letter of plain) total += LETTERS[letter];
  return total;
}
