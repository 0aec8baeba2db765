// A loop of which V8's optimised code does not look whether it is to stop.
let kept;
function solve(x) {
  if (x === 0) return 'ok';
  for (;;) kept = new Array(1000);
}
