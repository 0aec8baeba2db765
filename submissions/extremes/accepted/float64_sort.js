// the sort of typed arrays knows -0, and puts NaN last
const extremes = (values) => {
  const sorted = Float64Array.from(values).sort();
  const count = sorted.findIndex(Number.isNaN);
  const numbers = count < 0 ? sorted : sorted.subarray(0, count);
  return { min: numbers[0], max: numbers[numbers.length - 1] };
};
