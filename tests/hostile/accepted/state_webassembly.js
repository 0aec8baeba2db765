// Modules compiled in the background, for which nobody waits.
function solve(x) {
  if (x === 0) return true ? 'ok' : 'carried over';
  const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
  for (let i = 0; i < 100; i++) WebAssembly.compile(bytes).then(() => { for (;;); });
  return 'right';
}
