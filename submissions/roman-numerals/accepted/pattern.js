const VALUE = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 };
const ROMAN = /^(?=.)M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})$/;

function fromRoman(text) {
  if (!ROMAN.test(text)) throw new Error(`"${text}" is not a Roman numeral`);
  let total = 0;
  for (let i = 0; i < text.length; i++) {
    const value = VALUE[text[i]];
    total += value < VALUE[text[i + 1]] ? -value : value;
  }
  return total;
}
