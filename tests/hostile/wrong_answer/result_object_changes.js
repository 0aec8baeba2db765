// An object whose getter removes what comes after it.
function solve(x) {
  if (x === 0) return 'ok';
  return { get a() { delete this.b; this.c = 1; return 1; }, b: { deep: true } };
}
