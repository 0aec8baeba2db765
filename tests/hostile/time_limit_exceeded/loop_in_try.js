// A loop that catches everything: a termination is not an exception.
function solve(x) {
  if (x === 0) return 'ok';
  for (;;) try { for (;;); } catch {}
}
