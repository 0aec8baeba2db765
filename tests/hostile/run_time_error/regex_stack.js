// A regular expression nested a hundred thousand deep.
function solve(x) {
  if (x === 0) return 'ok';
  return new RegExp('('.repeat(1e5) + ')'.repeat(1e5)).test('a');
}
