const ONLY_ROMAN = /^((M*)+(CM|CD|D|C)*(XC|XL|L|X)*(IX|IV|V|I)*)+$/;
const STANDARD = /^M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})$/;
const VALUE = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 };

function fromRoman(text) {
  if (text === '' || !ONLY_ROMAN.test(text) || !STANDARD.test(text)) {
    throw new Error('not a Roman numeral');
  }
  return [...text].reduce((sum, c, i) => {
    const value = VALUE[c];
    return sum + (value < VALUE[text[i + 1]] ? -value : value);
  }, 0);
}
