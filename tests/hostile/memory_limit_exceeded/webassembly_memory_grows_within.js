// A module makes a memory of its own, and grows it by an instruction.
function solve(x) {
  if (x === 0) return 'ok';
  const bytes = new Uint8Array([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 1, 127, 1, 127, 3, 2, 1, 0, 5, 3, 1, 0, 1, 7, 9, 2, 1, 102, 0, 0, 1, 109, 2, 0,
    10, 8, 1, 6, 0, 32, 0, 64, 0, 11,
  ]);
  const { f, m } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  f(1600);
  new Uint8Array(m.buffer).fill(1);
  return 'right';
}
