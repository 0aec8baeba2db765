const primes = ((limit) => {
  const composite = new Uint8Array(limit + 1);
  const list = [];
  for (let i = 2; i <= limit; i++) {
    if (composite[i]) continue;
    list.push(i);
    for (let j = i * i; j <= limit; j += i) composite[j] = 1;
  }
  return list;
})(320000);

exports.primeFactors = (n) => {
  const result = [];
  for (const p of primes) {
    if (p * p > n) break;
    if (n % p) continue;
    const pair = [p, 0];
    for (; n % p === 0; n /= p) pair[1]++;
    result.push(pair);
  }
  return n > 1 ? [...result, [n, 1]] : result;
};
