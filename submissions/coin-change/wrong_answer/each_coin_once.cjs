exports.fewestCoins = function (coins, amount) {
  const dp = new Array(amount + 1).fill(Infinity);
  dp[0] = 0;
  for (const coin of coins) {
    for (let sum = amount; sum >= coin; sum--) {
      if (dp[sum - coin] + 1 < dp[sum]) dp[sum] = dp[sum - coin] + 1;
    }
  }
  return Number.isFinite(dp[amount]) ? dp[amount] : -1;
};
