function zip(iterables) {
  const result = [];
  iterables.forEach((iterable, column) => {
    let row = 0;
    for (const value of iterable) {
      if (!result[row]) result[row] = new Array(iterables.length);
      result[row++][column] = value;
    }
  });
  return result;
}
