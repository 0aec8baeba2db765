export default function* generate(random) {
  const valid = (name, text) => ({ file: "valid", name, args: [text] });
  yield valid("number", "7");
  yield valid("long number", "999999999999");
  yield valid("number in parentheses", "((7))");
  yield valid("blanks", "  1+ 2   -3 ");
  yield valid("no blanks", "1+2*3-4/2");
  yield valid("minus from left to right", "10 - 4 - 3");
  yield valid("division from left to right", "100 / 10 / 2");
  yield valid("division and multiplication", "7 / 2 * 2");
  yield valid("product first", "2 + 3 * 4");
  yield valid("product first, behind", "2 * 3 + 4");
  yield valid("minus before a number", "-5 + 2");
  yield valid("minus before parentheses", "-(5 + 2)");
  yield valid("minus behind an operator", "4 * -3");
  yield valid("minus behind a minus", "4 - -3");
  yield valid("many minus signs", "---3 - --2");
  yield valid("division towards zero", "-7 / 2");
  yield valid("division towards zero, divisor", "7 / -2");
  yield valid("zero without a sign, product", "0 * -3");
  yield valid("zero without a sign, division", "-1 / 2");
  yield valid("zero without a sign, minus", "-0");
  yield valid("zero divided", "0 / 5");
  yield valid("beyond 32 bits", "65536 * 65536 + 65536 * 32768");
  yield valid("nested", "((((1 + 2) * (3 + 4)) - 5) * 2)");
  yield valid("long sum", Array.from({ length: 500 }, (_, i) => i).join(" + "));
  yield valid("deep parentheses", `${"(1+".repeat(60)}1${")".repeat(60)}`);

  const wrong = (name, text) => ({ file: "invalid", name, args: [text] });
  yield wrong("empty", "");
  yield wrong("blank", "   ");
  yield wrong("operator alone", "+");
  yield wrong("operator missing", "1 2");
  yield wrong("operand missing", "1 +");
  yield wrong("first operand missing", "* 3");
  yield wrong("plus before a number", "1 - + 2");
  yield wrong("two operators", "1 */ 2");
  yield wrong("parenthesis not closed", "(1 + 2");
  yield wrong("parenthesis not opened", "1 + 2)");
  yield wrong("parentheses swapped", ")1 + 2(");
  yield wrong("parentheses empty", "1 + ()");
  yield wrong("product without operator", "2(3)");
  yield wrong("letter", "1 + a");
  yield wrong("power", "2 ** 3");
  yield wrong("fraction", "1.5 + 1");
  yield wrong("number behind parentheses", "(1) 2");
  yield wrong("zero divided by zero", "0 / 0");
  yield wrong("division by a difference of zero", "8 / (3 - 3)");
  yield wrong("division by a fraction", "8 / (1 / 2)");
  yield wrong("division by zero inside", "1 + (2 - 4 / 0) * 0");

  for (let i = 1; i <= 170; i++) {
    for (;;) {
      const made = expression(random, random.int(1, 5));
      if (!Number.isFinite(made.value) || made.largest > 1e12) continue;
      yield { file: "random", name: `random ${i}`, args: [made.text] };
      break;
    }
  }
}

/** Text, value and largest magnitude on the way of a random expression; NaN for 0 as divisor. */
function expression(random, depth) {
  if (depth === 0 || random.chance(0.15)) {
    const value = random.int(0, random.pick([9, 99, 9999]));
    return { text: String(value), value, largest: value, level: 3 };
  }
  if (random.chance(0.1)) {
    const inner = expression(random, depth - 1);
    return { ...inner, text: `-${wrap(inner, 3)}`, value: 0 - inner.value, level: 3 };
  }
  const operator = random.pick("+-*/");
  const level = "*/".includes(operator) ? 2 : 1;
  const left = expression(random, depth - 1);
  const right = expression(random, depth - 1);
  const gap = random.pick(["", " "]);
  const text = wrap(left, level) + gap + operator + gap + wrap(right, level + 1);
  const value = apply(operator, left.value, right.value);
  return { text, value, largest: Math.max(left.largest, right.largest, Math.abs(value)), level };
}

const wrap = ({ text, level }, needed) => (level < needed ? `(${text})` : text);

function apply(operator, left, right) {
  if (operator === "+") return left + right;
  if (operator === "-") return left - right;
  if (operator === "*") return left * right;
  return right === 0 ? NaN : Math.trunc(left / right);
}
