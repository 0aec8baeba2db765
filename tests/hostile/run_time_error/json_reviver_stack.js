// JSON nested deep, with a reviver, which recurses.
function solve(x) {
  if (x === 0) return 'ok';
  return JSON.parse('['.repeat(1e5) + ']'.repeat(1e5), (key, value) => value);
}
