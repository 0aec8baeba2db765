// A long text split and joined over and over.
function solve(x) {
  if (x === 0) return 'ok';
  const text = 'a,'.repeat(1 << 17);
  for (;;) text.split(',').join(';');
}
