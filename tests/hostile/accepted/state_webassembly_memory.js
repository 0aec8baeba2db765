// Forty megabytes of WebAssembly memory that were alive until the end.
function solve(x) {
  if (x === 0) return true ? 'ok' : 'carried over';
  globalThis.memory = new WebAssembly.Memory({ initial: 640 });
  new Uint8Array(memory.buffer).fill(1);
  return 'right';
}
