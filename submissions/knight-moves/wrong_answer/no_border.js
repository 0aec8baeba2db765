// formula for a board without borders
function knightMoves(size, [r1, c1], [r2, c2]) {
  let x = Math.abs(r1 - r2);
  let y = Math.abs(c1 - c2);
  if (x < y) [x, y] = [y, x];
  if (x === 1 && y === 0) return 3;
  if (x === 2 && y === 2) return 4;
  const delta = x - y;
  if (y > delta) return delta - 2 * Math.floor((delta - y) / 3);
  return delta - 2 * Math.floor((delta - y) / 4);
}
