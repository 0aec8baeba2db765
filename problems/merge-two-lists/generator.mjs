const ascending = (random, length, span) =>
  random.list(length, () => random.int(-span, span)).sort((x, y) => x - y);

export default function* generate(random) {
  const edge = (name, a, b) => ({ file: "edge", name, args: [a, b] });
  yield edge("only the first", [1, 2], []);
  yield edge("only the second", [], [0]);
  yield edge("all equal", [7, 7, 7], [7, 7]);
  yield edge("one after the other", [1, 2, 3], [4, 5, 6]);
  yield edge("the other one first", [4, 5, 6], [1, 2, 3]);
  yield edge("alternating", [1, 3, 5, 7], [2, 4, 6, 8]);
  yield edge("negative", [-9, -3, 0], [-10, -3, 5]);

  for (let i = 1; i <= 60; i++) {
    const span = random.pick([3, 20, 1000]);
    const list = () => ascending(random, random.int(0, 30), span);
    yield { file: "random", name: `random ${i}`, args: [list(), list()] };
  }
  for (let i = 1; i <= 3; i++) {
    const list = () => ascending(random, 5000, 100000);
    yield { file: "random", name: `max size ${i}`, args: [list(), list()] };
  }
}
