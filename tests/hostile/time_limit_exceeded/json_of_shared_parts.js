// A small value of shared parts that JSON writes out two to the thirtieth times, without text.
// or: MLE: the text may grow too large before the time is up
// or: RTE: or too long for a string
function solve(x) {
  if (x === 0) return 'ok';
  let value = {};
  for (let i = 0; i < 30; i++) value = { a: value, b: value };
  return JSON.stringify(value, (key, part) => (typeof part === 'object' ? part : undefined))?.length;
}
