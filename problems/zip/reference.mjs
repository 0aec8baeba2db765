/** Take one value from each iterator until all have ended. */
export function reference(iterables) {
  const iterators = iterables.map((iterable) => iterable[Symbol.iterator]());
  const rows = [];
  for (;;) {
    const steps = iterators.map((iterator) => iterator.next());
    if (steps.every((step) => step.done)) return rows;
    rows.push(steps.map((step) => (step.done ? undefined : step.value)));
  }
}

/** Unroll everything first, then fill a table by columns. */
export function independent(iterables) {
  const rows = [];
  iterables.forEach((iterable, column) => {
    let row = 0;
    for (const value of iterable) {
      rows[row] ??= Array(iterables.length).fill(undefined);
      rows[row][column] = value;
      row += 1;
    }
  });
  return rows;
}
