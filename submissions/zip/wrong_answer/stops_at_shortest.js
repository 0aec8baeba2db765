function zip(iterables) {
  const iterators = iterables.map((it) => it[Symbol.iterator]());
  const result = [];
  while (iterators.length) {
    const steps = iterators.map((it) => it.next());
    if (steps.some((s) => s.done)) break;
    result.push(steps.map((s) => s.value));
  }
  return result;
}
