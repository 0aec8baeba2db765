// Encodes and decodes long text.
function solve(x) {
  if (x === 0) return 'ok';
  const text = '\u20ac'.repeat(1 << 17);
  for (;;) decodeURIComponent(encodeURIComponent(text));
}
