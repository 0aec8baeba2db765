const STEPS = [[1, 2], [2, 1], [-1, 2], [-2, 1], [1, -2], [2, -1], [-1, -2], [-2, -1]];

/** Breadth first from the start. */
export function reference(size, from, to) {
  const moves = new Map([[String(from), 0]]);
  const queue = [from];
  for (const [row, column] of queue) {
    if (row === to[0] && column === to[1]) return moves.get(String(to));
    for (const [down, right] of STEPS) {
      const next = [row + down, column + right];
      if (next.some((x) => x < 0 || x >= size) || moves.has(String(next))) continue;
      moves.set(String(next), moves.get(String([row, column])) + 1);
      queue.push(next);
    }
  }
  return -1;
}

/** A distance for every square, lowered from neighbour to neighbour until nothing changes. */
export function independent(size, from, to) {
  const moves = new Float64Array(size * size).fill(Infinity);
  moves[from[0] * size + from[1]] = 0;
  for (let changed = true; changed; ) {
    changed = false;
    for (let square = 0; square < size * size; square++) {
      for (const [down, right] of STEPS) {
        const row = Math.floor(square / size) + down;
        const column = (square % size) + right;
        if (row < 0 || row >= size || column < 0 || column >= size) continue;
        const other = moves[row * size + column] + 1;
        if (other < moves[square]) {
          moves[square] = other;
          changed = true;
        }
      }
    }
  }
  const answer = moves[to[0] * size + to[1]];
  return answer === Infinity ? -1 : answer;
}
