// And nobody calls its looping `then`.
function solve(x) {
  if (x === 0) return 'ok';
  return { then() { for (;;); } };
}
