/** Square and multiply, from the lowest bit of the exponent. */
export function reference(base, exponent, modulus) {
  let result = 1n % modulus;
  let square = ((base % modulus) + modulus) % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** Decimal digits of the exponent, from the highest, each by repeated multiplication. */
export function independent(base, exponent, modulus) {
  const times = (x, count) => {
    let product = 1n;
    for (let i = 0; i < count; i++) product = (product * x) % modulus;
    return product;
  };
  let result = 1n;
  for (const digit of String(exponent)) {
    result = (times(result, 10) * times(base % modulus, Number(digit))) % modulus;
  }
  return ((result % modulus) + modulus) % modulus;
}
