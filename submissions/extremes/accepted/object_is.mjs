const less = (a, b) => a < b || (Object.is(a, -0) && Object.is(b, 0));

export default function extremes(values) {
  let min;
  let max;
  for (const x of values) {
    if (x === undefined || x !== x) continue;
    if (min === undefined || less(x, min)) min = x;
    if (max === undefined || less(max, x)) max = x;
  }
  return { max, min };
}
