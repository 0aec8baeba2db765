class Queue {
  #head = 0;
  #items = [];

  add(item) {
    this.#items.push(item);
  }

  take() {
    return this.#items[this.#head++];
  }

  get empty() {
    return this.#head >= this.#items.length;
  }
}

module.exports.knightMoves = function (size, from, to) {
  const key = (row, col) => `${row},${col}`;
  const moves = { [key(...from)]: 0 };
  const queue = new Queue();
  queue.add(from);
  while (!queue.empty) {
    const [row, col] = queue.take();
    if (key(row, col) === key(...to)) return moves[key(row, col)];
    for (let dr = -2; dr <= 2; dr++) {
      for (let dc = -2; dc <= 2; dc++) {
        if (Math.abs(dr * dc) !== 2) continue;
        const square = [row + dr, col + dc];
        if (Math.min(...square) < 0 || Math.max(...square) >= size) continue;
        if (key(...square) in moves) continue;
        moves[key(...square)] = moves[key(row, col)] + 1;
        queue.add(square);
      }
    }
  }
  return -1;
};
