function primeFactors(n) {
  const list = [];
  for (let p = 2; p * p <= n; p++) {
    for (; n % p === 0; n /= p) list.push(p);
  }
  if (n > 1) list.push(n);
  let current = [list[0].valueOf(), 0];
  const result = [current];
  for (const p of list) {
    if (p !== current[0]) result.push((current = [p, 0]));
    current[1]++;
  }
  return result;
}
