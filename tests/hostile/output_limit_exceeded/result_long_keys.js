// Keys that are too long.
function solve(x) {
  if (x === 0) return 'ok';
  return { ['k'.repeat(2 ** 21)]: 1 };
}
