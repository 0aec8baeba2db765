// A WeakMap whose keys are kept.
function solve(x) {
  if (x === 0) return 'ok';
  const map = new WeakMap();
  const keys = [];
  for (;;) {
    const key = {};
    keys.push(key);
    map.set(key, [key]);
  }
}
