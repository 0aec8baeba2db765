// WebAssembly memories, many of them.
// or: RTE: V8 may refuse one
function solve(x) {
  if (x === 0) return 'ok';
  const all = [];
  for (;;) {
    const memory = new WebAssembly.Memory({ initial: 256 });
    new Uint8Array(memory.buffer).fill(1);
    all.push(memory);
  }
}
