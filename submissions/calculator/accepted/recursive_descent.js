class Parser {
  constructor(text) {
    this.text = text;
    this.pos = 0;
  }

  peek() {
    while (this.text[this.pos] === ' ') this.pos++;
    return this.text[this.pos];
  }

  next() {
    const c = this.peek();
    this.pos++;
    return c;
  }

  expression() {
    let value = this.term();
    while (this.peek() === '+' || this.peek() === '-') {
      if (this.next() === '+') value += this.term();
      else value -= this.term();
    }
    return value;
  }

  term() {
    let value = this.factor();
    while (this.peek() === '*' || this.peek() === '/') {
      if (this.next() === '*') {
        value *= this.factor();
      } else {
        const divisor = this.factor();
        if (divisor === 0) throw new RangeError('division by zero');
        value = Math.trunc(value / divisor);
      }
    }
    return value;
  }

  factor() {
    const c = this.next();
    if (c === '-') return -this.factor();
    if (c === '(') {
      const value = this.expression();
      if (this.next() !== ')') throw new SyntaxError(`expected ) at ${this.pos}`);
      return value;
    }
    let digits = c ?? '';
    while (/^[0-9]$/.test(this.text[this.pos])) digits += this.text[this.pos++];
    if (!/^[0-9]+$/.test(digits)) throw new SyntaxError(`unexpected ${c} at ${this.pos}`);
    return parseInt(digits, 10);
  }
}

function calculate(text) {
  const parser = new Parser(text);
  const value = parser.expression();
  if (parser.peek() !== undefined) throw new SyntaxError(`unexpected ${parser.peek()}`);
  return value || 0;
}
