// Weak references that keep their targets until the turn ends.
function solve(x) {
  if (x === 0) return true ? 'ok' : 'carried over';
  for (let i = 0; i < 10000; i++) new WeakRef([i]).deref();
  return 'right';
}
