// A flood from which the program tries to save itself.
function solve(x) {
  if (x === 0) return 'ok';
  for (;;) {
    try {
      console.error('x'.repeat(1000));
    } catch {}
  }
}
