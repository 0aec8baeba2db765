// Code that reads beyond its memory: (func (export "f") (drop (i32.load (i32.const -1)))).
function solve(x) {
  if (x === 0) return 'ok';
  const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 5, 3, 1, 0, 1, 7, 5, 1, 1, 102, 0, 0,
    10, 10, 1, 8, 0, 65, 127, 40, 2, 0, 26, 11];
  new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes))).exports.f();
}
