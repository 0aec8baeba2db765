// More memory than there may be, filled and let go: at the end of the case it is garbage.
function solve(x) {
  if (x === 0) return 'ok';
  new Uint8Array(new WebAssembly.Memory({ initial: 1600 }).buffer).fill(1);
  return 'right';
}
