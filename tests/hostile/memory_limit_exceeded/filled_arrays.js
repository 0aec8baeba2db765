// Arrays kept by a loop of which V8's optimised code does not look whether it is to stop.
function solve(x) {
  if (x === 0) return 'ok';
  const all = [];
  for (;;) all.push(new Array(1000));
}
