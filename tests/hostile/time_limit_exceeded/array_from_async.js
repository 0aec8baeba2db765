// An array from an async iterator that never ends, of which nothing is kept.
function solve(x) {
  if (x === 0) return 'ok';
  return Array.fromAsync({ length: 2 ** 53 - 1 }, () => { throw 0; }).catch(async () => { for (;;) await 0; });
}
