// Async generators left in the middle, and iterators that were never closed.
function solve(x) {
  if (x === 0) return true ? 'ok' : 'carried over';
  async function* endless() {
    try {
      for (;;) yield 1;
    } finally {
      for (;;);
    }
  }
  const iterator = endless();
  iterator.next().then(() => iterator.return());
  globalThis.iterator = iterator;
  return 'right';
}
