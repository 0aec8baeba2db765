export default function* generate(random) {
  const edge = (name, ...rows) => ({ file: "edge", name, args: [rows] });
  yield edge("no rows");
  yield edge("rows without columns", "", "", "");
  yield edge("one square of land", "#");
  yield edge("one square of water", ".");
  yield edge("one row", "#.##..###.#");
  yield edge("one column", "#", "#", ".", "#", ".", ".", "#");
  yield edge("all water", "....", "....", "....");
  yield edge("all land", "####", "####", "####");
  yield edge("end of a row and start of the next", "...#", "#...");
  yield edge("chessboard", "#.#.#", ".#.#.", "#.#.#", ".#.#.");
  yield edge("ring", "#####", "#...#", "#.#.#", "#...#", "#####");
  yield edge("joined at the bottom", "#.#.#", "#.#.#", "#####");
  yield edge("joined at the top", "#####", "#.#.#", "#.#.#");
  yield edge("spiral", "######", ".....#", "####.#", "#..#.#", "#.##.#", "#....#", "######");
  yield edge("snake", "#####", "....#", "#####", "#....", "#####");
  yield edge("diagonal", "#....", ".#...", "..#..", "...#.", "....#");

  const grid = (height, width, density) =>
    random.list(height, () => random.list(width, () => (random.chance(density) ? "#" : ".")).join(""));
  for (let i = 1; i <= 130; i++) {
    const size = random.pick([4, 8, 16]);
    const density = random.pick([0.2, 0.4, 0.6, 0.8]);
    const args = [grid(random.int(1, size), random.int(1, size), density)];
    yield { file: "random", name: `random ${i}`, args };
  }

  for (const density of [0.4, 0.6]) {
    yield { file: "large", name: `max size, density ${density}`, args: [grid(250, 250, density)] };
  }
}
