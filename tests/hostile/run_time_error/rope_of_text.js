// A text that doubles until it is too long.
function solve(x) {
  if (x === 0) return 'ok';
  let s = 'x';
  for (;;) s += s + 'y';
}
