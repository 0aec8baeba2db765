// Clones that are kept.
function solve(x) {
  if (x === 0) return 'ok';
  const value = new Array(1e6).fill(1.5);
  const all = [];
  for (;;) all.push(structuredClone(value));
}
