function primeFactors(n) {
  const powers = {};
  for (let p = 2; p * p <= n; p++) {
    while (n % p === 0) {
      powers[p] = (powers[p] ?? 0) + 1;
      n /= p;
    }
  }
  if (n > 1) powers[n] = (powers[n] ?? 0) + 1;
  return Object.entries(powers);
}
