function fromRoman(text) {
  if (!/^[IVXLCDM]+$/i.test(text)) throw new Error('not a Roman numeral');
  const value = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 };
  let total = 0;
  let previous = 0;
  for (const c of text.toUpperCase().split('').reverse()) {
    total += value[c] < previous ? -value[c] : value[c];
    previous = value[c];
  }
  return total;
}
