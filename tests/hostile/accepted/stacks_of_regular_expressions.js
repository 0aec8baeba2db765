// The same for regular expressions.
// or: MLE: their compiler may need more memory than there is
// or: TLE: or more time
function solve(x) {
  if (x === 0) return 'ok';
  const forms = [['(', ')'], ['(?:', ')'], ['(?=', ')'], ['(?<!', ')'], ['(?<a', '>)'], ['[', ']'], ['[a&&[', ']]'], ['[^[', ']]'],
    ['a|', ''], ['a{1,2}', ''], ['(a*)*', ''], ['\\\\1', ''], ['\\\\k<a>', ''], ['(?i:', ')'], ['\\\\q{', '}'], ['.?', ''], ['[\\\\p{L}', ']']];
  let refused = 0;
  for (const [open, close] of forms) {
    for (const flags of ['', 'u', 'v', 'i']) {
      for (const depth of [100, 20000]) {
        try {
          new RegExp(`${open.repeat(depth)}a${close.repeat(depth)}`, flags).exec('a');
        } catch {
          refused++;
        }
      }
    }
  }
  return refused > 0 ? 'right' : refused;
}
