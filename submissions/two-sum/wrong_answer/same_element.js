function twoSum(numbers, sum) {
  for (let i = 0; i < numbers.length; i++) {
    const j = numbers.indexOf(sum - numbers[i]);
    if (j >= 0) return [i, j];
  }
  return null;
}
