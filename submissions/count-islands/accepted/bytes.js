const encoder = new TextEncoder();

const countIslands = (map) => {
  const sea = '.'.repeat((map[0]?.length ?? 0) + 1);
  const width = sea.length;
  // a border of water all around
  const cells = encoder.encode([sea, ...map.map((row) => row + '.'), sea].join(''));
  const land = '#'.charCodeAt(0);
  let count = 0;
  for (let start = cells.indexOf(land); start >= 0; start = cells.indexOf(land, start)) {
    count++;
    const todo = [start];
    cells[start] = 0;
    for (let i; (i = todo.pop()) !== undefined; ) {
      for (const next of [i - 1, i + 1, i - width, i + width]) {
        if (cells[next] === land) {
          cells[next] = 0;
          todo.push(next);
        }
      }
    }
  }
  return count;
};
