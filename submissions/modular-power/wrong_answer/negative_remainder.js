function powerMod(base, exponent, modulus) {
  let result = 1n % modulus;
  let b = base % modulus;
  for (let e = exponent; e; e >>= 1n) {
    if (e & 1n) result = (result * b) % modulus;
    b = (b * b) % modulus;
  }
  return result;
}
