// A heap that grows by small steps.
function solve(x) {
  if (x === 0) return 'ok';
  const all = [];
  for (;;) all.push({});
}
