function countIslands(map) {
  const grid = map.map((row) => [...row]);
  let count = 0;
  for (let r = 0; r < grid.length; r++) {
    for (let c = 0; c < grid[r].length; c++) {
      console.log('looking at row', r, 'column', c, 'which is', grid[r][c]);
      if (grid[r][c] !== '#') continue;
      count++;
      const stack = [[r, c]];
      while (stack.length) {
        const [y, x] = stack.pop();
        if (grid[y]?.[x] !== '#') continue;
        console.log('  island %d: row %d, column %d, stack of %d', count, y, x, stack.length);
        grid[y][x] = String(count);
        stack.push([y - 1, x], [y + 1, x], [y, x - 1], [y, x + 1]);
      }
      console.log(grid.slice(r, r + 3).map((row) => row.join(' ')).join('\n'));
    }
  }
  return count;
}
