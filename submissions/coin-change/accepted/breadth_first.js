class Solution {
  fewestCoins(coins, amount) {
    const seen = new Uint8Array(amount + 1);
    let frontier = [amount];
    seen[amount] = 1;
    for (let used = 0; frontier.length; used++) {
      const next = [];
      for (const left of frontier) {
        if (left === 0) return used;
        for (const coin of coins) {
          if (coin <= left && !seen[left - coin]) {
            seen[left - coin] = 1;
            next.push(left - coin);
          }
        }
      }
      frontier = next;
    }
    return -1;
  }
}
