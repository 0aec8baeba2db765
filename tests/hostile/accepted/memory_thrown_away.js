// Ten times as much memory as there may be, each piece garbage before the next one is made.
function solve(x) {
  if (x === 0) return 'ok';
  for (let i = 0; i < 64; i++) {
    new Uint8Array(new WebAssembly.Memory({ initial: 160 }).buffer)[0] = 1;
    new Uint8Array(new ArrayBuffer(5 << 20, { maxByteLength: 10 << 20 }))[0] = 1;
  }
  return 'right';
}
