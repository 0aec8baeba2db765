module.exports = { merge };

function merge(intervals) {
  const events = [];
  intervals.forEach(([low, high]) => {
    events.push({ at: low, delta: 1 });
    events.push({ at: high, delta: -1 });
  });
  events.sort((x, y) => x.at - y.at || y.delta - x.delta);

  const merged = [];
  let open = 0;
  let start;
  events.forEach(({ at, delta }) => {
    if (open === 0) start = at;
    open += delta;
    if (open === 0) merged.push([start, at]);
  });
  return merged;
}
