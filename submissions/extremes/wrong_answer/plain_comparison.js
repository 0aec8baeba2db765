function extremes(values) {
  let min;
  let max;
  for (const x of values) {
    if (typeof x !== 'number' || isNaN(x)) continue;
    if (min === undefined || x < min) min = x;
    if (max === undefined || x > max) max = x;
  }
  return { min, max };
}
