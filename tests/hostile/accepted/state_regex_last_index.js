// A literal that remembers where it was.
function solve(x) {
  if (x === 0) return /a/g.lastIndex === 0 ? 'ok' : 'carried over';
  const regex = /a/g;
  regex.test('aa');
  return 'right';
}
