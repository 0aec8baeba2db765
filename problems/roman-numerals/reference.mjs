import { ExpectedError } from "../lib/expected-error.mjs";

const NUMERALS = [
  [1000, "M"], [900, "CM"], [500, "D"], [400, "CD"], [100, "C"], [90, "XC"],
  [50, "L"], [40, "XL"], [10, "X"], [9, "IX"], [5, "V"], [4, "IV"], [1, "I"],
];

/** Look the text up in the list of all numerals. */
export function reference(text) {
  const number = written.indexOf(text);
  if (number < 1) throw new ExpectedError("not a Roman numeral");
  return number;
}

const written = Array.from({ length: 4000 }, (_, number) => {
  let text = "";
  for (const [value, letters] of NUMERALS) {
    while (number >= value) {
      text += letters;
      number -= value;
    }
  }
  return text;
});

const FORM = /^M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$/;
const VALUES = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 };

/** Judge the form by a pattern; a letter before a larger one counts as negative. */
export function independent(text) {
  if (text === "" || !FORM.test(text)) throw new ExpectedError("not a Roman numeral");
  const values = [...text].map((letter) => VALUES[letter]);
  return values.reduce((sum, value, i) => sum + (value < (values[i + 1] ?? 0) ? -value : value), 0);
}
