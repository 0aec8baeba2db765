// One large memory, filled, and the program goes on as if nothing were.
// or: RTE: V8 may refuse it
function solve(x) {
  if (x === 0) return 'ok';
  const memory = new WebAssembly.Memory({ initial: 6400 });
  new Uint8Array(memory.buffer).fill(1);
  return 'right';
}
