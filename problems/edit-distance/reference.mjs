/** The table of distances between all beginnings, one row at a time. */
export function reference(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}

/** For 0, 1, 2, ... steps, how far each diagonal of the table can be reached. */
export function independent(a, b) {
  const goal = b.length - a.length;
  const slide = (diagonal, i) => {
    while (i < a.length && i + diagonal < b.length && a[i] === b[i + diagonal]) i++;
    return i;
  };
  let reached = new Map([[0, slide(0, 0)]]);
  for (let steps = 0; ; steps++) {
    if (reached.get(goal) === a.length) return steps;
    const next = new Map();
    for (const [diagonal, i] of reached) {
      for (const [to, from] of [[diagonal, i + 1], [diagonal - 1, i + 1], [diagonal + 1, i]]) {
        if (from > a.length || from + to > b.length || from + to < 0) continue;
        next.set(to, Math.max(next.get(to) ?? 0, slide(to, from)));
      }
    }
    for (const [diagonal, i] of reached) next.set(diagonal, Math.max(next.get(diagonal) ?? 0, i));
    reached = next;
  }
}
