// Closures that hold one another.
function solve(x) {
  if (x === 0) return 'ok';
  let held = () => 0;
  for (;;) held = ((before) => () => before)(held);
}
