function knightMoves(size, from, to) {
  const board = Array.from({ length: size }, () => Array(size).fill(-1));
  board[from[0]][from[1]] = 0;
  const queue = [from];
  const steps = [1, 2, -1, -2];
  while (queue.length > 0) {
    const [r, c] = queue.shift();
    for (const dr of steps) {
      for (const dc of steps) {
        if (Math.abs(dr) === Math.abs(dc)) continue;
        if (board[r + dr][c + dc] !== -1) continue;
        board[r + dr][c + dc] = board[r][c] + 1;
        queue.push([r + dr, c + dc]);
      }
    }
  }
  return board[to[0]][to[1]];
}
