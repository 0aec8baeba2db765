function maxSubarray(numbers) {
  let best = numbers.length ? -Infinity : 0;
  let sum = 0;
  for (let i = 0; i < numbers.length, i++) {
    sum = Math.max(sum, 0) + numbers[i];
    best = Math.max(best, sum);
  }
  return best;
}
