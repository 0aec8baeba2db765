// Fifty megabytes that were alive until the end.
function solve(x) {
  if (x === 0) return true ? 'ok' : 'carried over';
  globalThis.list = [];
  for (let i = 0; i < 45; i++) globalThis.list.push(new Array(1 << 17).fill(i));
  return 'right';
}
