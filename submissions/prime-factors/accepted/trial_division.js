function primeFactors(n) {
  const result = [];
  for (let p = 2; p * p <= n; p++) {
    let exponent = 0;
    while (n % p === 0) {
      n /= p;
      exponent++;
    }
    if (exponent) result.push([p, exponent]);
  }
  if (n > 1) result.push([n, 1]);
  return result;
}
