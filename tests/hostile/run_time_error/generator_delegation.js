// Generators that delegate to one another a thirty thousand deep.
function solve(x) {
  if (x === 0) return 'ok';
  let generator = (function* () { yield 1; })();
  for (let i = 0; i < 3e4; i++) {
    const inner = generator;
    generator = (function* () { yield* inner; })();
  }
  return generator.next().value;
}
