// Many small buffers outside the heap.
function solve(x) {
  if (x === 0) return 'ok';
  const all = [];
  for (;;) all.push(new Uint8Array(4096).fill(1));
}
