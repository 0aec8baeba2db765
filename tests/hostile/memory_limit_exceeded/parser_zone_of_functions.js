// Giant code with many functions.
// or: TLE: if the parser takes that long
function solve(x) {
  if (x === 0) return 'ok';
  return eval(`[${'a=>a,'.repeat(4e6)}]`).length;
}
