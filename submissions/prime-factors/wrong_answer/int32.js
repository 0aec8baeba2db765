const primeFactors = (n) => {
  let rest = n | 0;
  const factors = [];
  for (let p = 2; p * p <= rest; p++) {
    let e = 0;
    while (rest % p === 0) {
      rest = (rest / p) | 0;
      e++;
    }
    if (e) factors.push([p, e]);
  }
  if (rest > 1) factors.push([rest, 1]);
  return factors;
};
