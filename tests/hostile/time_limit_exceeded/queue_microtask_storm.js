// The same by `queueMicrotask`, two for each.
function solve(x) {
  if (x === 0) return 'ok';
  let left = 1e6;
  (function storm() {
    queueMicrotask(storm);
    if (left-- > 0) queueMicrotask(() => {});
  })();
  return new Promise(() => {});
}
