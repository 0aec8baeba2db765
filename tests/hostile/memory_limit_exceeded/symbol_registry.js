// The registry of symbols, which the whole isolate shares.
function solve(x) {
  if (x === 0) return 'ok';
  for (let i = 0; ; i++) Symbol.for(`symbol number ${i}`);
}
