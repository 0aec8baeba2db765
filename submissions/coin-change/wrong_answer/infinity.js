const fewestCoins = (coins, amount) => {
  const dp = [0];
  for (let i = 1; i <= amount; i++) {
    dp[i] = 1 + Math.min(...coins.map((c) => dp[i - c] ?? Infinity));
  }
  return dp[amount];
};
