// Getters of what is returned, none of which takes as long as a case may: all of them together do.
function solve(x) {
  if (x === 0) return 'ok';
  const spend = () => {
    for (const until = performance.now() + 200; performance.now() < until;);
    return 1;
  };
  return { get a() { return spend(); }, get b() { return spend(); }, get c() { return spend(); } };
}
