function zip(iterables) {
  const iterators = iterables.map((it) => it[Symbol.iterator]());
  const result = [];
  while (true) {
    const steps = iterators.map((it) => it.next());
    if (steps.every(({ done }) => done)) return result;
    result.push(steps.map(({ value, done }) => (done ? undefined : value)));
  }
}
