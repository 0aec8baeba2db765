export default function* generate(random) {
  const edge = (name, size, from, to) => ({ file: "edge", name, args: [size, from, to] });
  yield edge("board of one square", 1, [0, 0], [0, 0]);
  yield edge("already there", 8, [4, 4], [4, 4]);
  yield edge("already there, small board", 2, [1, 0], [1, 0]);
  yield edge("next square", 8, [3, 3], [3, 4]);
  yield edge("next square from the corner", 8, [0, 0], [0, 1]);
  yield edge("next diagonal square", 8, [3, 3], [4, 4]);
  yield edge("out of the corner", 8, [0, 0], [1, 1]);
  yield edge("once around", 3, [0, 0], [2, 2]);
  yield edge("opposite corner of 4", 4, [0, 0], [3, 3]);
  yield edge("row and column exchanged", 5, [0, 1], [1, 0]);

  // No square of an 8 x 8 board is more than 6 moves away; the far corner of the largest board is
  // 40 away. A search that visits squares again and again needs little memory or very much.
  for (let i = 1; i <= 186; i++) {
    const size = random.int(4, 8);
    const square = () => [random.int(0, size - 1), random.int(0, size - 1)];
    yield { file: "random", name: `random ${i}`, args: [size, square(), square()] };
  }
  yield { file: "large", name: "max size", args: [60, [0, 0], [59, 59]] };
}
