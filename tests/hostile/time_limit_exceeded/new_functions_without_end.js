// New functions without end.
// or: MLE: what V8 keeps of each fills the memory about as fast as the time runs out
function solve(x) {
  if (x === 0) return 'ok';
  for (let i = 0; ; i++) new Function('a', `return a + ${i}`)(i);
}
