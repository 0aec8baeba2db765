function powerMod(base, exponent, modulus) {
  const m = Number(modulus);
  let b = ((Number(base) % m) + m) % m;
  let result = 1 % m;
  for (let e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * b) % m;
    b = (b * b) % m;
  }
  return BigInt(result);
}
