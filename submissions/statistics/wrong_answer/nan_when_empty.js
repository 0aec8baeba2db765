var statistics = function (numbers) {
  var n = numbers.length;
  var mean = numbers.reduce((a, b) => a + b, 0) / n;
  var sorted = numbers.slice().sort((a, b) => a - b);
  return {
    mean: mean,
    median: (sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2,
    deviation: Math.sqrt(numbers.reduce((s, x) => s + Math.pow(x - mean, 2), 0) / n),
  };
};
