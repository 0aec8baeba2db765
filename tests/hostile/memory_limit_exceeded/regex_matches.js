// Matches of every position, kept.
function solve(x) {
  if (x === 0) return 'ok';
  return [...'ab'.repeat(1e6).matchAll(/(a)(b)?/g)].length;
}
