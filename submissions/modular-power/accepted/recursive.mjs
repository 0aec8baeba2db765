const mod = (a, m) => ((a % m) + m) % m;

export const powerMod = (base, exponent, modulus) => {
  if (exponent === 0n) return mod(1n, modulus);
  const half = powerMod(base, exponent >> 1n, modulus);
  const square = half * half;
  return mod(exponent & 1n ? square * base : square, modulus);
};
