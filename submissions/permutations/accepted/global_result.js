const result = [];

const swap = (a, i, j) => {
  const t = a[i];
  a[i] = a[j];
  a[j] = t;
};

function permute(items, from) {
  if (from >= items.length - 1) {
    result.push(items.concat());
    return;
  }
  const seen = new Set();
  for (let i = from; i < items.length; i++) {
    if (seen.has(items[i])) continue;
    seen.add(items[i]);
    swap(items, from, i);
    permute(items, from + 1);
    swap(items, from, i);
  }
}

function permutations(items) {
  permute(items, 0);
  return result;
}
