// A regular expression with a class of a hundred thousand ranges.
function solve(x) {
  if (x === 0) return 'ok';
  let text = '';
  for (let i = 0; i < 1e5; i++) text += `\\u{${(i + 32).toString(16)}}-\\u{${(i + 32).toString(16)}}`;
  return new RegExp(`[${text}](`, 'u').test('a');
}
