/** First the mean, then the distances from it. */
export function reference(numbers) {
  const n = numbers.length;
  if (n === 0) return { mean: null, median: null, deviation: null };
  const mean = numbers.reduce((sum, x) => sum + x, 0) / n;
  const squares = numbers.reduce((sum, x) => sum + (x - mean) * (x - mean), 0);
  const sorted = numbers.sort((x, y) => x - y);
  const median = (sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2;
  return { mean, median, deviation: Math.sqrt(squares / n) };
}

/** In exact integers, as the numbers are whole quarters; the median by counting smaller ones. */
export function independent(numbers) {
  const n = numbers.length;
  if (n === 0) return { mean: null, median: null, deviation: null };
  const quarters = numbers.map((x) => BigInt(4 * x));
  const sum = quarters.reduce((total, q) => total + q, 0n);
  const squares = quarters.reduce((total, q) => total + q * q, 0n);
  const ranked = (rank) =>
    numbers.find(
      (x) => numbers.filter((y) => y < x).length <= rank && numbers.filter((y) => y <= x).length > rank,
    );
  return {
    mean: Number(sum) / (4 * n),
    median: (ranked(Math.floor((n - 1) / 2)) + ranked(Math.floor(n / 2))) / 2,
    deviation: Math.sqrt(Number(BigInt(n) * squares - sum * sum)) / (4 * n),
  };
}
