/**
 * @param {number[]} coins
 * @param {number} amount
 * @return {number}
 */
var fewestCoins = function (coins, amount) {
  const dp = new Array(amount + 1).fill(Infinity);
  dp[0] = 0;
  for (let i = 1; i <= amount; i++) {
    for (const coin of coins) {
      if (coin <= i && dp[i - coin] + 1 < dp[i]) dp[i] = dp[i - coin] + 1;
    }
  }
  return dp[amount] === Infinity ? -1 : dp[amount];
};
