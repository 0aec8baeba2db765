function merge(intervals) {
  intervals.sort((x, y) => x[0] - y[0]);
  const result = [];
  for (const [low, high] of intervals) {
    const last = result[result.length - 1];
    if (last && low <= last[1]) last[1] = high;
    else result.push([low, high]);
  }
  return result;
}
