// Half a character.
function solve(x) {
  if (x === 0) return 'ok';
  return '\ud800right';
}
