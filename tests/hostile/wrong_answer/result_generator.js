// A generator that would never end.
function solve(x) {
  if (x === 0) return 'ok';
  return (function* () { for (;;) yield 1; })();
}
