export default function statistics(numbers) {
  const n = numbers.length;
  if (n === 0) return { mean: null, median: null, deviation: null };
  const mean = numbers.reduce((a, b) => a + b, 0) / n;
  const sorted = [...numbers].sort((a, b) => a - b);
  const median = (sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2;
  const deviation = Math.sqrt(numbers.reduce((s, x) => s + (x - mean) ** 2, 0) / Math.max(1, n - 1));
  return { mean, median, deviation };
}
