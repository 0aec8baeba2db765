// Spread arguments, kept.
function solve(x) {
  if (x === 0) return 'ok';
  const all = [];
  const list = new Array(50000).fill(0);
  for (;;) all.push((function () { return arguments; })(...list));
}
