function validate(numbers) {
  if (!Array.isArray(numbers) || numbers.length > 8000) throw new Error('at most 8000 numbers');
  for (const number of numbers) {
    if (!Number.isInteger(number) || Math.abs(number) > 100000) {
      throw new Error(`${number} is no integer from -100000 to 100000`);
    }
  }
}
