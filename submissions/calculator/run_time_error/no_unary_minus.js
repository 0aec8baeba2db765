function calculate(text) {
  const tokens = text.match(/\d+|\S/g) || [];

  function sum() {
    let value = product();
    while (tokens[0] === '+' || tokens[0] === '-') {
      value = tokens.shift() === '+' ? value + product() : value - product();
    }
    return value;
  }

  function product() {
    let value = factor();
    while (tokens[0] === '*' || tokens[0] === '/') {
      const operator = tokens.shift();
      const right = factor();
      if (operator === '/' && right === 0) throw new Error('division by zero');
      value = operator === '*' ? value * right : Math.trunc(value / right);
    }
    return value;
  }

  function factor() {
    const token = tokens.shift();
    if (token === '(') {
      const value = sum();
      if (tokens.shift() !== ')') throw new Error('missing )');
      return value;
    }
    if (token >= '0' && token <= '99999999999999') return Number(token);
    throw new Error(`unexpected token ${token}`);
  }

  const value = sum();
  if (tokens.length) throw new Error(`unexpected token ${tokens[0]}`);
  return value || 0;
}
