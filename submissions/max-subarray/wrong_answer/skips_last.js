function maxSubarray(numbers) {
  if (numbers.length === 0) return 0;
  let best = numbers[0];
  for (let i = 0; i < numbers.length; i++) {
    let sum = 0;
    for (let j = i; j < numbers.length - 1; j++) {
      sum += numbers[j];
      if (sum > best) best = sum;
    }
  }
  return best;
}
