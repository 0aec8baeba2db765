function survivor(n, k) {
  return n === 1 ? 0 : Array.from({ length: n - 1 }, (_, i) => i + 2).reduce((p, size) => (p + k) % size, 0);
}
