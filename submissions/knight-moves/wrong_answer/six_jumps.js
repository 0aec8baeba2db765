const knightMoves = (size, from, to) => {
  const jumps = [[1, 2], [2, 1], [-1, 2], [-2, 1], [1, -2], [2, -1], [-1, -2], [-1, -2]];
  const inside = (x) => x >= 0 && x < size;
  const moves = new Map([[from.join(), 0]]);
  const queue = [from];
  while (queue.length) {
    const [r, c] = queue.shift();
    if (r === to[0] && c === to[1]) return moves.get(to.join());
    for (const [dr, dc] of jumps) {
      const next = [r + dr, c + dc];
      if (next.every(inside) && !moves.has(next.join())) {
        moves.set(next.join(), moves.get(`${r},${c}`) + 1);
        queue.push(next);
      }
    }
  }
  return -1;
};
