// Large classes compiled over and over: the time goes into the compiler of expressions.
function solve(x) {
  if (x === 0) return 'ok';
  for (let i = 0; ; i++) new RegExp(`[[\\p{L}\\p{N}]--[${String.fromCodePoint(97 + (i % 26))}]]{1,50}${i}`, 'iv').test('a');
}
