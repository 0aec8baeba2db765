const twoSum = (numbers, sum) => {
  const seen = new Map();
  for (let i = numbers.length - 1; i >= 0; i--) {
    if (seen.has(sum - numbers[i])) return [seen.get(sum - numbers[i]), i];
    seen.set(numbers[i], i);
  }
  return null;
};
