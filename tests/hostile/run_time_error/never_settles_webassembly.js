// Waits for WebAssembly to be compiled in the background, where nothing is.
// or: AC: where V8 compiles it at once
function solve(x) {
  if (x === 0) return 'ok';
  return WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => 'right');
}
