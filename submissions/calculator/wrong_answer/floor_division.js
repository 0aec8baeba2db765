let calculate = (text) => {
  let rest = text.replaceAll(' ', '');
  if (/\d +\d/.test(text)) throw new Error('missing operator');

  const eat = (c) => rest.startsWith(c) && ((rest = rest.slice(1)), true);

  const factor = () => {
    if (eat('-')) return 0 - factor();
    if (eat('(')) {
      const value = sum();
      if (!eat(')')) throw new Error('missing )');
      return value;
    }
    const digits = rest.match(/^\d+/);
    if (!digits) throw new Error('expected a number');
    rest = rest.slice(digits[0].length);
    return parseInt(digits[0]);
  };

  const product = () => {
    let value = factor();
    for (;;) {
      if (eat('*')) value = value * factor() + 0;
      else if (eat('/')) {
        const divisor = factor();
        if (divisor === 0) throw new Error('division by zero');
        value = Math.floor(value / divisor) + 0;
      } else return value;
    }
  };

  const sum = () => {
    let value = product();
    for (;;) {
      if (eat('+')) value += product();
      else if (eat('-')) value -= product();
      else return value;
    }
  };

  const value = sum();
  if (rest) throw new Error('unexpected ' + rest);
  return value;
};
