const statistics = (numbers) => {
  const n = numbers.length;
  const mean = numbers.reduce((a, b) => a + b) / n;
  const sorted = [...numbers].sort((a, b) => a - b);
  return {
    mean,
    median: (sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2,
    deviation: Math.sqrt(numbers.reduce((s, x) => s + (x - mean) ** 2, 0) / n),
  };
};
