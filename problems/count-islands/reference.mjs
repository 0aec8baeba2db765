/** Flood each island once, with a stack of squares. */
export function reference(map) {
  const squares = map.map((row) => [...row]);
  let islands = 0;
  squares.forEach((row, y) =>
    row.forEach((square, x) => {
      if (square !== "#") return;
      islands += 1;
      const open = [[y, x]];
      while (open.length > 0) {
        const [r, c] = open.pop();
        if (squares[r]?.[c] !== "#") continue;
        squares[r][c] = ".";
        open.push([r + 1, c], [r - 1, c], [r, c + 1], [r, c - 1]);
      }
    }),
  );
  return islands;
}

/** Every square of land is an island at first; each shared side that joins two makes one less. */
export function independent(map) {
  const parent = new Map();
  const find = (key) => {
    while (parent.get(key) !== key) {
      parent.set(key, parent.get(parent.get(key)));
      key = parent.get(key);
    }
    return key;
  };
  let islands = 0;
  for (let y = 0; y < map.length; y++) {
    for (let x = 0; x < map[y].length; x++) {
      if (map[y][x] !== "#") continue;
      const here = y * 1000 + x;
      parent.set(here, here);
      islands += 1;
      for (const before of [here - 1000, here - 1]) {
        if (!parent.has(before) || find(before) === find(here)) continue;
        parent.set(find(before), find(here));
        islands -= 1;
      }
    }
  }
  return islands;
}
