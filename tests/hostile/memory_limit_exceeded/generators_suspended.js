// Generators that were begun and are kept.
function solve(x) {
  if (x === 0) return 'ok';
  const all = [];
  for (;;) {
    const generator = (function* (n) { const local = [n]; yield local; })(1);
    generator.next();
    all.push(generator);
  }
}
