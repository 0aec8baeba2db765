/** The best run that ends at each place, from left to right. */
export function reference(numbers) {
  if (numbers.length === 0) return 0;
  let best = -Infinity;
  let ending = 0;
  for (const number of numbers) {
    ending = Math.max(ending, 0) + number;
    best = Math.max(best, ending);
  }
  return best;
}

/** Every pair of prefix sums. */
export function independent(numbers) {
  const prefix = [0];
  for (const number of numbers) prefix.push(prefix.at(-1) + number);
  let best = null;
  for (let start = 0; start < numbers.length; start++) {
    for (let end = start + 1; end <= numbers.length; end++) {
      const sum = prefix[end] - prefix[start];
      if (best === null || sum > best) best = sum;
    }
  }
  return best ?? 0;
}
