// New functions without end.
function solve(x) {
  if (x === 0) return 'ok';
  for (let i = 0; ; i++) new Function('a', `return a + ${i}`)(i);
}
