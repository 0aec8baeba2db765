// An endless iterator collected by a native method.
function solve(x) {
  if (x === 0) return 'ok';
  return Iterator.from({ next: () => ({ done: false, value: {} }) }).toArray().length;
}
