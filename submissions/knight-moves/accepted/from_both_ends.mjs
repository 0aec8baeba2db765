const neighbours = (size, square) => {
  const row = Math.trunc(square / size);
  const column = square % size;
  const found = [];
  for (const dr of [-2, -1, 1, 2]) {
    for (const dc of [-1, 1].map((sign) => sign * (3 - Math.abs(dr)))) {
      const r = row + dr;
      const c = column + dc;
      if (r >= 0 && r < size && c >= 0 && c < size) found.push(r * size + c);
    }
  }
  return found;
};

export function knightMoves(size, from, to) {
  let near = new Set([from[0] * size + from[1]]);
  let far = new Set([to[0] * size + to[1]]);
  const seen = new Set(near);
  for (let moves = 0; near.size > 0; moves++) {
    for (const square of near) if (far.has(square)) return moves;
    const next = new Set();
    for (const square of near) {
      for (const other of neighbours(size, square)) {
        if (far.has(other)) return moves + 1;
        if (!seen.has(other)) next.add(other);
      }
    }
    next.forEach((square) => seen.add(square));
    near = next;
  }
  return -1;
}
