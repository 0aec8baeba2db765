// Decomposes long text by Unicode tables.
function solve(x) {
  if (x === 0) return 'ok';
  const text = '\u1e9b\u0323\ufdfa'.repeat(1 << 15);
  for (;;) text.normalize('NFKD').normalize('NFC');
}
