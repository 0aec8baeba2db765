// A giant array literal: the parser needs many times the memory of the text.
// or: TLE: if the parser takes that long
function solve(x) {
  if (x === 0) return 'ok';
  return eval(`[${'1,'.repeat(1e7)}]`).length;
}
