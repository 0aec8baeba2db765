// evaluates the innermost parentheses first, then products, then sums
function calculate(text) {
  if (/\d\s+\d|\d\s*\(|\)\s*\d|\)\s*\(/.test(text)) return 'syntax error';
  let s = text.replace(/ /g, '');
  const step = (pattern, f) => {
    const before = s;
    s = s.replace(pattern, f);
    return s !== before;
  };
  for (;;) {
    if (/\/n?0(?!\d)/.test(s)) return 'division by zero';
    if (step(/\((n?\d+)\)/, '$1')) continue;
    if (step(/(^|[-+*/(])-(n?)(\d+)/, (_, c, n, d) => c + (n || +d === 0 ? d : 'n' + d))) continue;
    if (step(/(n?\d+)([*/])(n?\d+)/, (_, a, op, b) => show(op === '*' ? num(a) * num(b) : Math.trunc(num(a) / num(b))))) continue;
    if (step(/(?<![*/\d]|[*/]n)(n?\d+)([-+])(n?\d+)(?![\d*/])/, (_, a, op, b) => show(op === '+' ? num(a) + num(b) : num(a) - num(b)))) continue;
    return /^n?\d+$/.test(s) ? num(s) : 'syntax error';
  }
}

const num = (s) => Number(s.replace('n', '-')) + 0;
const show = (x) => (x < 0 ? 'n' + -x : String(x + 0));
