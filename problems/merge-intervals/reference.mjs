/** Sort by the low end, then extend or append. */
export function reference(intervals) {
  const merged = [];
  for (const [low, high] of intervals.sort((x, y) => x[0] - y[0])) {
    const last = merged.at(-1);
    if (last && low <= last[1]) last[1] = Math.max(last[1], high);
    else merged.push([low, high]);
  }
  return merged;
}

/** Join any two that overlap, until none do. */
export function independent(intervals) {
  const result = [];
  for (let [low, high] of intervals) {
    for (let i = result.length - 1; i >= 0; i--) {
      const [otherLow, otherHigh] = result[i];
      if (Math.max(low, otherLow) > Math.min(high, otherHigh)) continue;
      low = Math.min(low, otherLow);
      high = Math.max(high, otherHigh);
      result.splice(i, 1);
      i = result.length;
    }
    result.push([low, high]);
  }
  return result.sort((x, y) => x[0] - y[0]);
}
