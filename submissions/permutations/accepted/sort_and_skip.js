function permutations(items) {
  items.sort((a, b) => a - b);
  const result = [];
  const used = items.map(() => false);
  const path = [];

  function walk() {
    if (path.length === items.length) {
      result.push(path.slice());
      return;
    }
    for (let i = 0; i < items.length; i++) {
      if (used[i] || (i > 0 && items[i] === items[i - 1] && !used[i - 1])) continue;
      used[i] = true;
      path.push(items[i]);
      walk();
      path.pop();
      used[i] = false;
    }
  }

  walk();
  return result;
}
