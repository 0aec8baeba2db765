function extremes(values) {
  const numbers = values.concat().filter((x) => x !== undefined && !Number.isNaN(x));
  return numbers.length
    ? { min: Math.min(...numbers), max: Math.max(...numbers) }
    : { min: undefined, max: undefined };
}
