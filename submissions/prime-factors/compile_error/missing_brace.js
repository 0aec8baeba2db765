function primeFactors(n) {
  const factors = [];
  for (let p = 2; p * p <= n; p++) {
    let exponent = 0;
    while (n % p === 0) {
      n /= p;
      exponent++;
    if (exponent > 0) factors.push([p, exponent]);
  }
  if (n > 1) factors.push([n, 1]);
  return factors;
}
