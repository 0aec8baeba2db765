function rotate(items, steps) {
  const count = steps % items.length;
  return [...items.slice(items.length - count), ...items.slice(0, items.length - count)];
}
