// Typed arrays, kept and filled: memory outside the heap.
function solve(x) {
  if (x === 0) return 'ok';
  const all = [];
  for (;;) all.push(new Uint8Array(16 << 20).fill(1));
}
