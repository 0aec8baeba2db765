function* candidates() {
  yield* [2, 3];
  for (let k = 6; ; k += 6) {
    yield k - 1;
    yield k + 1;
  }
}

export function primeFactors(n) {
  const exponents = new Map();
  const count = (p) => exponents.set(p, (exponents.get(p) || 0) + 1);
  for (const p of candidates()) {
    if (p * p > n) break;
    for (; n % p === 0; n /= p) count(p);
  }
  if (n > 1) count(n);
  return Array.from(exponents);
}
