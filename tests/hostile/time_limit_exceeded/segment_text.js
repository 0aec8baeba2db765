// Cuts long text into its words.
function solve(x) {
  if (x === 0) return 'ok';
  const words = new Intl.Segmenter('th', { granularity: 'word' });
  const text = 'สวัสดีชาวโลก'.repeat(4096);
  for (;;) for (const word of words.segment(text)) word.isWordLike;
}
