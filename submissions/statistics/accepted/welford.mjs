const middle = (sorted) => {
  const at = (sorted.length - 1) / 2;
  return (sorted[Math.floor(at)] + sorted[Math.ceil(at)]) / 2;
};

export function statistics(numbers) {
  if (!numbers.length) return { mean: null, median: null, deviation: null };
  let mean = 0;
  let squares = 0;
  numbers.forEach((x, i) => {
    const delta = x - mean;
    mean += delta / (i + 1);
    squares += delta * (x - mean);
  });
  const median = middle(Float64Array.from(numbers).sort());
  return { deviation: Math.sqrt(squares / numbers.length), mean, median };
}
