function countIslands(map) {
  const cells = map.join('').split('');
  const width = map.length ? map[0].length : 0;
  let count = 0;
  cells.forEach((cell, i) => {
    if (cell !== '#' || cells[i] !== '#') return;
    count++;
    const stack = [i];
    while (stack.length) {
      const at = stack.pop();
      if (cells[at] !== '#') continue;
      cells[at] = '.';
      stack.push(at - 1, at + 1, at - width, at + width);
    }
  });
  return count;
}
