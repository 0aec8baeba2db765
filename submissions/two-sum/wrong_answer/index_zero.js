function twoSum(numbers, sum) {
  const seen = {};
  for (let i = 0; i < numbers.length; i++) {
    if (seen[sum - numbers[i]]) return [seen[sum - numbers[i]], i];
    seen[numbers[i]] = i;
  }
  return null;
}
