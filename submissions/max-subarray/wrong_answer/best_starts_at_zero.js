function maxSubarray(numbers) {
  let best = 0;
  let current = 0;
  for (const n of numbers) {
    current = Math.max(0, current + n);
    best = Math.max(best, current);
  }
  return best;
}
