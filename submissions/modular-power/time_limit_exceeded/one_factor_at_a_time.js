function powerMod(base, exponent, modulus) {
  let result = 1n % modulus;
  for (let i = 0n; i < exponent; i++) {
    result = (result * base) % modulus;
  }
  return result < 0n ? result + modulus : result;
}
