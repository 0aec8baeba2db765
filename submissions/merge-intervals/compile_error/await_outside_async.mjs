const sorted = async (intervals) => [...intervals].sort((x, y) => x[0] - y[0]);

export function merge(intervals) {
  const result = [];
  for (const [low, high] of await sorted(intervals)) {
    const last = result.at(-1);
    if (last && low <= last[1]) last[1] = Math.max(last[1], high);
    else result.push([low, high]);
  }
  return result;
}
