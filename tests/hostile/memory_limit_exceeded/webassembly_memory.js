// WebAssembly memory that grows page by page.
// or: RTE: V8 may refuse to grow it
function solve(x) {
  if (x === 0) return 'ok';
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  for (;;) {
    const pages = memory.grow(16);
    new Uint8Array(memory.buffer, pages << 16).fill(1);
  }
}
