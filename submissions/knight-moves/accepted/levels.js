const JUMPS = [[1, 2], [2, 1], [-1, 2], [-2, 1], [1, -2], [2, -1], [-1, -2], [-2, -1]];

function knightMoves(size, [r, c], [toR, toC]) {
  const seen = Array.from({ length: size }, () => Array(size).fill(false));
  seen[r][c] = true;
  let level = [[r, c]];
  for (let moves = 0; level.length > 0; moves++) {
    const next = [];
    for (const [row, col] of level) {
      if (row === toR && col === toC) return moves;
      for (const [dr, dc] of JUMPS) {
        if (seen[row + dr]?.[col + dc] === false) {
          seen[row + dr][col + dc] = true;
          next.push([row + dr, col + dc]);
        }
      }
    }
    level = next;
  }
  return -1;
}
