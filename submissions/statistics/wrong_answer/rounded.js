const round = (x) => Number(x.toFixed(2));

function statistics(numbers) {
  const n = numbers.length;
  if (!n) return { mean: null, median: null, deviation: null };
  const mean = numbers.reduce((a, b) => a + b, 0) / n;
  const sorted = numbers.slice().sort((a, b) => a - b);
  const median = (sorted[Math.floor((n - 1) / 2)] + sorted[Math.floor(n / 2)]) / 2;
  const deviation = Math.sqrt(numbers.reduce((s, x) => s + (x - mean) ** 2, 0) / n);
  return { mean: round(mean), median: round(median), deviation: round(deviation) };
}
