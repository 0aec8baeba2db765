const fromRoman = (text) => {
  const value = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 };
  return [...text]
    .map((c) => value[c])
    .reduce((sum, v, i, all) => (v < all[i + 1] ? sum - v : sum + v), 0);
};
