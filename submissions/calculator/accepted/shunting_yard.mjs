const precedence = { '+': 1, '-': 1, '*': 2, '/': 2, neg: 3 };

const apply = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => {
    if (b === 0) throw new Error('division by zero');
    return Math.trunc(a / b);
  },
};

function* tokens(text) {
  const pattern = /\s*(?:(\d+)|(.))/gsy;
  const trimmed = text.trimEnd();
  for (let m; pattern.lastIndex < trimmed.length && (m = pattern.exec(trimmed)); ) {
    yield m[1] ? Number(m[1]) : m[2];
  }
}

export function calculate(text) {
  const values = [];
  const operators = [];
  const reduce = () => {
    const operator = operators.pop();
    const b = values.pop();
    values.push(operator === 'neg' ? -b : apply[operator](values.pop(), b));
  };
  let operand = true;
  for (const token of tokens(text)) {
    if (operand && typeof token === 'number') {
      values.push(token);
      operand = false;
    } else if (operand && token === '-') {
      operators.push('neg');
    } else if (operand && token === '(') {
      operators.push(token);
    } else if (!operand && token === ')') {
      while (operators.length && operators.at(-1) !== '(') reduce();
      if (!operators.length) throw new Error('unbalanced )');
      operators.pop();
    } else if (!operand && '+-*/'.includes(token)) {
      while (precedence[operators.at(-1)] >= precedence[token]) reduce();
      operators.push(token);
      operand = true;
    } else {
      throw new Error(`unexpected token ${token}`);
    }
  }
  if (operand) throw new Error('unexpected end');
  while (operators.length) {
    if (operators.at(-1) === '(') throw new Error('unbalanced (');
    reduce();
  }
  return values[0] + 0;
}
