export default function powerMod(base, exponent, modulus) {
  if (exponent === 0n) return 1n;
  let result = 1n;
  let square = ((base % modulus) + modulus) % modulus;
  while (exponent) {
    if (exponent & 1n) result = (result * square) % modulus;
    square = square ** 2n % modulus;
    exponent >>= 1n;
  }
  return result;
}
