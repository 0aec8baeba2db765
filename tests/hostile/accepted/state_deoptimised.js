// Shapes and types that no optimised code expects.
function solve(x) {
  if (x === 0) return ((a, b) => a + b)(1, 2) === 3 ? 'ok' : 'carried over';
  const add = (a, b) => a + b;
  for (let i = 0; i < 1e5; i++) add(i, 1);
  for (const value of ['a', {}, [], null, 1n]) {
    try {
      add(value, value);
    } catch {}
  }
  for (const key of Object.getOwnPropertyNames(globalThis)) {
    if (!['undefined', 'solve', 'globalThis'].includes(key)) delete globalThis[key];
  }
  return 'right';
}
