function countIslands(map) {
  const grid = map.map((row) => row.split(''));
  let count = 0;
  for (let r = 0; r < grid.length; r++) {
    for (let c = 0; c < grid[r].length; c++) {
      if (grid[r][c] !== '#') continue;
      count++;
      const stack = [[r, c]];
      while (stack.length) {
        const [y, x] = stack.pop();
        if (grid[y]?.[x] !== '#') continue;
        grid[y][x] = '.';
        stack.push([y - 1, x], [y + 1, x], [y, x - 1], [y, x + 1]);
      }
    }
  }
  return count;
}
