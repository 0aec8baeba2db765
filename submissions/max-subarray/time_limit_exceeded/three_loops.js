function maxSubarray(numbers) {
  let best = numbers.length ? -Infinity : 0;
  for (let i = 0; i < numbers.length; i++) {
    for (let j = i; j < numbers.length; j++) {
      let sum = 0;
      for (let k = i; k <= j; k++) sum += numbers[k];
      if (sum > best) best = sum;
    }
  }
  return best;
}
