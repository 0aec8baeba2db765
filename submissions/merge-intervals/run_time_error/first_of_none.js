function merge(intervals) {
  intervals.sort((x, y) => x[0] - y[0]);
  let [low, high] = intervals[0];
  const result = [];
  for (const [nextLow, nextHigh] of intervals.slice(1)) {
    if (nextLow <= high) {
      high = Math.max(high, nextHigh);
    } else {
      result.push([low, high]);
      [low, high] = [nextLow, nextHigh];
    }
  }
  result.push([low, high]);
  return result;
}
