function countIslands(map) {
  const seen = new Set();
  let count = 0;
  const visit = (start) => {
    const stack = [start];
    while (stack.length) {
      const [r, c] = stack.pop();
      const key = r * 1000 + c;
      if (map[r]?.[c] !== '#' || seen.has(key)) continue;
      seen.add(key);
      for (const dr of [-1, 0, 1]) for (const dc of [-1, 0, 1]) stack.push([r + dr, c + dc]);
    }
  };
  map.forEach((row, r) => {
    for (let c = 0; c < row.length; c++) {
      if (row[c] === '#' && !seen.has(r * 1000 + c)) {
        count++;
        visit([r, c]);
      }
    }
  });
  return count;
}
