// A long text replaced over and over.
function solve(x) {
  if (x === 0) return 'ok';
  const text = 'ab'.repeat(1 << 18);
  for (;;) text.replaceAll('a', 'c');
}
