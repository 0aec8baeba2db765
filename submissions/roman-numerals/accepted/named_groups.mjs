const pattern =
  /^(?<M>M{0,3})(?<C>CM|CD|D?C{0,3})(?<X>XC|XL|L?X{0,3})(?<I>IX|IV|V?I{0,3})$/u;

const digits = ['', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX'];
const alphabets = { M: 'M', C: 'CDM', X: 'XLC', I: 'IVX' };
const units = { M: 1000, C: 100, X: 10, I: 1 };

class NotRoman extends Error {
  constructor(text) {
    super(`not a Roman numeral: ${JSON.stringify(text)}`);
    this.name = 'NotRoman';
  }
}

export const fromRoman = (text) => {
  const groups = text && text.match(pattern)?.groups;
  if (!groups) throw new NotRoman(text);
  return Object.entries(groups).reduce((sum, [unit, letters]) => {
    const form = letters.replace(/./g, (c) => 'IVX'[alphabets[unit].indexOf(c)]);
    return sum + digits.indexOf(form) * units[unit];
  }, 0);
};
