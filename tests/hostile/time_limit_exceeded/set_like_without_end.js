// A set-like whose keys never end, consumed by a native method.
function solve(x) {
  if (x === 0) return 'ok';
  const keys = () => ({ next: () => ({ done: false, value: 1 }) });
  return new Set([1]).isSupersetOf({ size: 1, has: () => true, keys });
}
