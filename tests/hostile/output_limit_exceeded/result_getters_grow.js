// A result that grows while it is read: each getter makes the next.
function solve(x) {
  if (x === 0) return 'ok';
  const make = () => ({ get next() { return make(); } });
  return make();
}
