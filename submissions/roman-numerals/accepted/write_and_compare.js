let fromRoman = function (text) {
  const steps = [
    ['M', 1000], ['CM', 900], ['D', 500], ['CD', 400], ['C', 100], ['XC', 90], ['L', 50],
    ['XL', 40], ['X', 10], ['IX', 9], ['V', 5], ['IV', 4], ['I', 1],
  ];
  let number = 0;
  let rest = text;
  for (const [letters, value] of steps) {
    while (rest.startsWith(letters)) {
      number += value;
      rest = rest.slice(letters.length);
    }
  }
  let left = number;
  let written = '';
  for (const [letters, value] of steps) {
    for (; left >= value; left -= value) written += letters;
  }
  if (number === 0 || number > 3999 || written !== text) {
    throw new RangeError('not a Roman numeral');
  }
  return number;
};
