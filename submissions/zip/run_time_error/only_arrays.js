function zip(iterables) {
  const length = iterables.reduce((max, list) => Math.max(max, list.length ?? list.size), 0);
  const columns = iterables.map((list) => list.slice(0));
  return Array.from({ length }, (_, i) => columns.map((column) => column[i]));
}
