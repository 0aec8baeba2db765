// Clones without end.
function solve(x) {
  if (x === 0) return 'ok';
  const value = Array.from({ length: 20000 }, (_, i) => new Map([[i, new Date(i)]]));
  for (;;) structuredClone(value);
}
