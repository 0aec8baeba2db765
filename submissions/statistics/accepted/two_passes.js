function statistics(numbers) {
  const n = numbers.length;
  if (n === 0) return { mean: null, median: null, deviation: null };
  const sum = (list) => list.reduce((a, b) => a + b, 0);
  const mean = sum(numbers) / n;
  const deviation = Math.sqrt(sum(numbers.map((x) => (x - mean) ** 2)) / n);
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = Math.floor(n / 2);
  const median = n % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  return { mean, median, deviation };
}
