function rotate(items, steps) {
  items.push(...items.splice(0, steps % items.length));
}
