function fewestCoins(coins, amount) {
  const memo = new Map([[0, 0]]);

  const solve = (left) => {
    if (left < 0) return Infinity;
    if (memo.has(left)) return memo.get(left);
    let best = Infinity;
    for (const coin of coins) best = Math.min(best, solve(left - coin) + 1);
    memo.set(left, best);
    return best;
  };

  const best = solve(amount);
  return best === Infinity ? -1 : best;
}
