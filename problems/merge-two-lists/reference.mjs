/** The smaller of the two heads, again and again. */
export function reference(a, b) {
  const merged = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    merged.push(j >= b.length || a[i] <= b[j] ? a[i++] : b[j++]);
  }
  return merged;
}

/** All values, sorted. */
export function independent(a, b) {
  return Float64Array.from([...a, ...b]).sort().reduce((all, value) => (all.push(value), all), []);
}
