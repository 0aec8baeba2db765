function f(a, b, c) {
  return new Promise((resolve) => {
    const total = a.reduce((x, y) => x + y, b) + c.length;
    if (total) resolve(total);
  });
}
