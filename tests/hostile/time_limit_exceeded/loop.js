// The plain endless loop.
function solve(x) {
  if (x === 0) return 'ok';
  for (;;);
}
