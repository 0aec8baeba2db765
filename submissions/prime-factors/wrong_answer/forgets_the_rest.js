var primeFactors = function (n) {
  var factors = [];
  for (var p = 2; p * p <= n; p++) {
    var e = 0;
    while (n % p === 0) {
      n = n / p;
      e++;
    }
    if (e > 0) factors.push([p, e]);
  }
  return factors;
};
