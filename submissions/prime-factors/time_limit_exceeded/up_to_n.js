function primeFactors(n) {
  const factors = [];
  for (let p = 2; n > 1; p++) {
    let exponent = 0;
    while (n % p === 0) {
      n /= p;
      exponent++;
    }
    if (exponent > 0) factors.push([p, exponent]);
  }
  return factors;
}
