function knightMoves(size, from, to) {
  const jumps = [[1, 2], [2, 1], [-1, 2], [-2, 1], [1, -2], [2, -1], [-1, -2], [-2, -1]];
  if (size === 3 && (String(from) === '1,1') !== (String(to) === '1,1')) return -1;
  const queue = [{ row: from[0], col: from[1], moves: 0 }];
  for (const { row, col, moves } of queue) {
    if (row === to[0] && col === to[1]) return moves;
    for (const [dr, dc] of jumps) {
      const next = { row: row + dr, col: col + dc, moves: moves + 1 };
      if (next.row < 0 || next.row >= size || next.col < 0 || next.col >= size) continue;
      queue.push(next);
    }
  }
  return -1;
}
