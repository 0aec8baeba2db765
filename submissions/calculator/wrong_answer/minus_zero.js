function calculate(text) {
  const tokens = text.match(/\d+|\S/g) || [];
  let i = 0;

  function sum() {
    let v = product();
    while (tokens[i] === '+' || tokens[i] === '-') v = tokens[i++] === '+' ? v + product() : v - product();
    return v;
  }

  function product() {
    let v = factor();
    while (tokens[i] === '*' || tokens[i] === '/') {
      if (tokens[i++] === '*') v *= factor();
      else {
        const d = factor();
        if (d === 0) throw new Error('division by zero');
        v = Math.trunc(v / d);
      }
    }
    return v;
  }

  function factor() {
    const t = tokens[i++];
    if (t === '-') return -factor();
    if (t === '(') {
      const v = sum();
      if (tokens[i++] !== ')') throw new Error('expected )');
      return v;
    }
    if (!/^\d+$/.test(t)) throw new Error('unexpected ' + t);
    return Number(t);
  }

  const v = sum();
  if (i < tokens.length) throw new Error('unexpected ' + tokens[i]);
  return v;
}
