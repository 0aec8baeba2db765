export const zip = (iterables) => {
  const lists = iterables.map((iterable) => [...iterable]);
  const length = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length }, (_, i) => lists.map((list) => list[i]));
};
