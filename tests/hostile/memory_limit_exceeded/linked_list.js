// A list whose every node holds the last one.
function solve(x) {
  if (x === 0) return 'ok';
  let list = null;
  for (;;) list = { list };
}
