/** Trial division by 2 and by odd numbers. */
export function reference(n) {
  const factors = [];
  const divideBy = (p) => {
    let exponent = 0;
    for (; n % p === 0; n /= p) exponent += 1;
    if (exponent > 0) factors.push([p, exponent]);
  };
  divideBy(2);
  for (let p = 3; p * p <= n; p += 2) divideBy(p);
  if (n > 1) factors.push([n, 1]);
  return factors;
}

const ROOT = 316228; // of the largest n, rounded up

/** All primes up to the root by a sieve, then exact integer division. */
const primes = (() => {
  const composite = new Uint8Array(ROOT + 1);
  const found = [];
  for (let p = 2; p <= ROOT; p++) {
    if (composite[p]) continue;
    found.push(BigInt(p));
    for (let multiple = p * p; multiple <= ROOT; multiple += p) composite[multiple] = 1;
  }
  return found;
})();

export function independent(n) {
  let rest = BigInt(n);
  const exponents = new Map();
  for (const p of primes) {
    while (rest % p === 0n) {
      exponents.set(p, (exponents.get(p) ?? 0) + 1);
      rest /= p;
    }
  }
  if (rest > 1n) exponents.set(rest, 1);
  return [...exponents].map(([p, exponent]) => [Number(p), exponent]);
}
