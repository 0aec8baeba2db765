'use strict';

const calculate = (text) => {
  const tokens = text.match(/\d+|\S/g) || [];
  const fail = (why) => { throw new Error(why); };

  const binary = (next, table) => () => {
    let value = next();
    while (Object.hasOwn(table, tokens[0])) value = table[tokens.shift()](value, next());
    return value;
  };

  const factor = () => {
    const token = tokens.shift();
    if (token === '-') return 0 - factor();
    if (token === '(') {
      const value = sum();
      return tokens.shift() === ')' ? value : fail('missing )');
    }
    return /^\d+$/.test(token) ? +token : fail(`unexpected ${token ?? 'end of input'}`);
  };

  const product = binary(factor, {
    '*': (a, b) => a * b || 0,
    '/': (a, b) => (b ? Math.trunc(a / b) || 0 : fail('division by zero')),
  });

  const sum = binary(product, {
    '+': (a, b) => a + b,
    '-': (a, b) => a - b,
  });

  const result = sum();
  return tokens.length ? fail(`unexpected ${tokens[0]}`) : result;
};
