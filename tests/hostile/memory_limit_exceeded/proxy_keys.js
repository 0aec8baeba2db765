// A Proxy that claims to have ever more keys.
function solve(x) {
  if (x === 0) return 'ok';
  const keys = [];
  const greedy = new Proxy({}, {
    ownKeys() {
      for (;;) keys.push(`key${keys.length}`);
    },
  });
  return Object.keys(greedy).length;
}
