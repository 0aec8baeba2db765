const merge = (intervals) => {
  intervals.sort(([a], [b]) => a - b);
  console.log(intervals.length, 'intervals, sorted:', intervals);
  const out = [];
  for (const [low, high] of intervals) {
    if (out.length && out[out.length - 1][1] >= low) {
      out[out.length - 1][1] = Math.max(out[out.length - 1][1], high);
    } else {
      out.push([low, high]);
    }
  }
  return out;
};
