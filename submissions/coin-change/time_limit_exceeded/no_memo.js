function search(coins, left) {
  if (left === 0) return 0;
  let best = Infinity;
  for (const coin of coins) {
    if (coin <= left) best = Math.min(best, 1 + search(coins, left - coin));
  }
  return best;
}

function fewestCoins(coins, amount) {
  // large coins first, so that the recursion stays flat
  const best = search(coins.sort((a, b) => b - a), amount);
  return Number.isFinite(best) ? best : -1;
}
