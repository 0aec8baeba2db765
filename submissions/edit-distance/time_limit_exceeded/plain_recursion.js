function editDistance(a, b) {
  if (a === '') return b.length;
  if (b === '') return a.length;
  if (a[0] === b[0]) return editDistance(a.slice(1), b.slice(1));
  return (
    1 +
    Math.min(
      editDistance(a.slice(1), b),
      editDistance(a, b.slice(1)),
      editDistance(a.slice(1), b.slice(1)),
    )
  );
}
