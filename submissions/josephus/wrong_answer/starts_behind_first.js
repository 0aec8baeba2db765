class Solution {
  survivor(n, k) {
    let place = 1;
    for (let i = 2; i <= n; i++) place = (place + k) % i;
    return place + 1;
  }
}
