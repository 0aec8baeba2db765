function twoSum(numbers, sum) {
  const first = numbers.find((number, i) => numbers.includes(sum - number, i + 1));
  const i = numbers.indexOf(first);
  if (first === undefined) throw new RangeError('no pair');
  return [i, numbers.indexOf(sum - first, i + 1)];
}
