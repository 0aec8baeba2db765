/** The best count for each amount up to the one asked for. */
export function reference(coins, amount) {
  const fewest = new Float64Array(amount + 1).fill(Infinity);
  fewest[0] = 0;
  for (const coin of coins) {
    for (let sum = coin; sum <= amount; sum++) {
      fewest[sum] = Math.min(fewest[sum], fewest[sum - coin] + 1);
    }
  }
  return Number.isFinite(fewest[amount]) ? fewest[amount] : -1;
}

/** Breadth first: all amounts that can be paid with one coin more. */
export function independent(coins, amount) {
  const seen = new Uint8Array(amount + 1);
  let level = [0];
  for (let count = 0; level.length > 0; count++) {
    if (level.includes(amount)) return count;
    const next = [];
    for (const sum of level) {
      for (const coin of coins) {
        if (sum + coin > amount || seen[sum + coin]) continue;
        seen[sum + coin] = 1;
        next.push(sum + coin);
      }
    }
    level = next;
  }
  return -1;
}
