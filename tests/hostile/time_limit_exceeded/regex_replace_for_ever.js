// Quadratic search, over and over.
function solve(x) {
  if (x === 0) return 'ok';
  const text = 'x'.repeat(50000);
  for (;;) text.replace(/x*y/g, '');
}
