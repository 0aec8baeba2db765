function statistics(numbers) {
  const n = numbers.length;
  if (n === 0) return { mean: null, median: null, deviation: null };
  let sum = 0;
  let squares = 0;
  for (const x of numbers) {
    sum += x;
    squares += x * x;
  }
  numbers.sort((a, b) => a - b);
  return {
    mean: sum / n,
    median: (numbers[n >> 1] + numbers[(n - 1) >> 1]) / 2,
    deviation: Math.sqrt(squares / n - (sum / n) * (sum / n)),
  };
}
