var fromRoman = function (s) {
  if (!/^M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})$/.test(s)) {
    throw Error('not a Roman numeral');
  }
  return s
    .replace('CM', 'DCCCC').replace('CD', 'CCCC')
    .replace('XC', 'LXXXX').replace('XL', 'XXXX')
    .replace('IX', 'VIIII').replace('IV', 'IIII')
    .split('')
    .reduce((sum, c) => sum + { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 }[c], 0);
};
