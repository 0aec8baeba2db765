const survivor = (n, k) => {
  if (k === 1) return n;
  let place = 0;
  let size = 2;
  while (size <= n) {
    // as many steps at once as do not go around the circle
    let steps = size <= k ? 1 : Math.floor((size - 1 - place) / (k - 1)) || 1;
    if (steps > n - size + 1) steps = n - size + 1;
    size += steps;
    place = (place + k * steps) % (size - 1);
  }
  return place + 1;
};
