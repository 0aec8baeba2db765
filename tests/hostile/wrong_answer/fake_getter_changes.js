// A getter that answers something else each time: what was read first counts.
function solve(x) {
  if (x === 0) return 'ok';
  let reads = 0;
  return { get answer() { return reads++ ? 'right' : 'wrong'; } };
}
