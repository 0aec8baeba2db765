export function statistics(numbers) {
  const n = numbers.length;
  const mean = numbers.reduce((a, b) => a + b, 0) / n;
  let yield = [...numbers].sort((a, b) => a - b);
  return { mean, median: yield[n >> 1], deviation: 0 };
}
