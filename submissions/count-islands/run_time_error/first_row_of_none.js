const countIslands = (map) => {
  const [height, width] = [map.length, map[0].length];
  const seen = Array.from({ length: height }, () => new Array(width));
  let count = 0;
  for (let r = 0; r < height; r++) {
    for (let c = 0; c < width; c++) {
      if (seen[r][c] || map[r][c] === '.') continue;
      count++;
      const queue = [[r, c]];
      for (const [y, x] of queue) {
        if (y < 0 || y >= height || x < 0 || x >= width) continue;
        if (seen[y][x] || map[y][x] === '.') continue;
        seen[y][x] = true;
        queue.push([y, x + 1], [y, x - 1], [y + 1, x], [y - 1, x]);
      }
    }
  }
  return count;
};
