const statistics = (numbers) => {
  if (!numbers.length) return { mean: null, median: null, deviation: null };
  const mean = numbers.reduce((a, b) => a + b) / numbers.length;
  const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length;
  const sorted = numbers.sort();
  const half = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[half] : (sorted[half] + sorted[half - 1]) / 2;
  return { mean, median, deviation: Math.sqrt(variance) };
};
