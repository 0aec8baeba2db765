function extremes(values) {
  const numbers = Array.from(values).filter((x) => x !== undefined && !Number.isNaN(x));
  if (numbers.length === 0) return { min: undefined, max: undefined };
  return { min: Math.min(...numbers), max: Math.max(...numbers) };
}
