function survivor(n, k) {
  let position = 0;
  for (let size = 1; size <= n; size++) {
    position = (position + k) % size;
  }
  return position + 1;
}
