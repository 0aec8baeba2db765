// A WebAssembly memory of 64-bit size, in one step.
// or: RTE: V8 may refuse it
function solve(x) {
  if (x === 0) return 'ok';
  const memory = new WebAssembly.Memory({ initial: 16384 });
  const bytes = new Uint8Array(memory.buffer);
  for (let i = 0; i < bytes.length; i += 4096) bytes[i] = 1;
  return 'right';
}
