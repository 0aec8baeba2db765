// What RegExp remembers of its last match.
function solve(x) {
  if (x === 0) return RegExp.$1 === '' && RegExp.lastMatch === '' ? 'ok' : 'carried over';
  /(kept)/.test('kept');
  return 'right';
}
