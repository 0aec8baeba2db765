// Parses long text that is no date.
function solve(x) {
  if (x === 0) return 'ok';
  const text = '(('.repeat(1 << 20) + '1 1 1';
  for (;;) Date.parse(text);
}
