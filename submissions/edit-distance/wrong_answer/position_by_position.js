const editDistance = (a, b) =>
  [...(a.length > b.length ? a : b)].filter((_, i) => a[i] !== b[i]).length;
