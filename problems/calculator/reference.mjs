import { ExpectedError } from "../lib/expected-error.mjs";

const fail = () => {
  throw new ExpectedError();
};

/** Recursive descent over the text. */
export function reference(text) {
  let at = 0;
  const skip = () => {
    while (text[at] === " ") at++;
  };
  const take = (symbols) => {
    skip();
    return at < text.length && symbols.includes(text[at]) ? text[at++] : null;
  };

  function sum() {
    let value = product();
    for (let sign; (sign = take("+-")); ) value += sign === "+" ? product() : -product();
    return value;
  }

  function product() {
    let value = factor();
    for (let operator; (operator = take("*/")); ) {
      const right = factor();
      if (operator === "*") value *= right;
      else if (right === 0) throw new ExpectedError("division by zero");
      else value = Math.trunc(value / right);
    }
    return value;
  }

  function factor() {
    if (take("-")) return -factor();
    if (take("(")) {
      const value = sum();
      return take(")") ? value : fail();
    }
    skip();
    const start = at;
    while (text[at] >= "0" && text[at] <= "9") at++;
    return at > start ? Number(text.slice(start, at)) : fail();
  }

  const value = sum();
  skip();
  return at === text.length ? value + 0 : fail();
}

const PRECEDENCE = { "+": 1, "-": 1, "*": 2, "/": 2, negate: 3 };

/** Two stacks, and exact integers. A syntax error anywhere outranks a division by zero. */
export function independent(text) {
  const tokens = text.match(/\d+|[^ ]/g) ?? [];
  const values = [];
  const operators = [];
  let divided = false;
  let operandNext = true;

  const reduce = () => {
    const operator = operators.pop();
    const right = values.pop();
    if (operator === "negate") return values.push(-right);
    const left = values.pop();
    if (operator === "+") return values.push(left + right);
    if (operator === "-") return values.push(left - right);
    if (operator === "*") return values.push(left * right);
    divided ||= right === 0n;
    return values.push(right === 0n ? 0n : left / right);
  };

  for (const token of tokens) {
    if (operandNext) {
      if (token === "-") operators.push("negate");
      else if (token === "(") operators.push(token);
      else if (/\d/.test(token)) {
        values.push(BigInt(token));
        operandNext = false;
      } else fail();
    } else if (token === ")") {
      while (operators.length > 0 && operators.at(-1) !== "(") reduce();
      if (operators.pop() !== "(") fail();
    } else if (token in PRECEDENCE) {
      while (PRECEDENCE[operators.at(-1)] >= PRECEDENCE[token]) reduce();
      operators.push(token);
      operandNext = true;
    } else fail();
  }
  if (operandNext || operators.includes("(")) fail();
  while (operators.length > 0) reduce();
  if (divided) throw new ExpectedError("division by zero");
  return Number(values[0]);
}
