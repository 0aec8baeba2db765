export default (coins, amount) => {
  const none = 2 ** 31 - 1;
  const best = Int32Array.from({ length: amount + 1 }, (_, i) => (i ? none : 0));
  for (const coin of coins) {
    for (let i = coin; i <= amount; ++i) {
      const count = best[i - coin] + 1;
      if (count > 0 && count < best[i]) best[i] = count;
    }
  }
  return best[amount] === none ? -1 : best[amount];
};
