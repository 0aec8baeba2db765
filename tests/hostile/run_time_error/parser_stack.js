// A million opening parentheses.
function solve(x) {
  if (x === 0) return 'ok';
  return eval('('.repeat(1e6));
}
