/** Sort by value, and by sign where values are equal. */
export function reference(values) {
  const numbers = [...values].filter((value) => value === value && value !== undefined);
  numbers.sort((x, y) => (x < y ? -1 : x > y ? 1 : 1 / x - 1 / y || 0));
  return { min: numbers[0], max: numbers[numbers.length - 1] };
}

/** Math.min and Math.max know the order of -0 and 0. */
export function independent(values) {
  let result = { min: undefined, max: undefined };
  for (const value of values) {
    if (value === undefined || Number.isNaN(value)) continue;
    const { min = value, max = value } = result;
    result = { min: Math.min(min, value), max: Math.max(max, value) };
  }
  return result;
}
