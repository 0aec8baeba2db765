export default function* generate(random) {
  const edge = (name, intervals) => ({ file: "edge", name, args: [intervals] });
  yield edge("empty", []);
  yield edge("single", [[4, 9]]);
  yield edge("single point", [[4, 4]]);
  yield edge("same point twice", [[4, 4], [4, 4]]);
  yield edge("touching", [[1, 3], [3, 5], [5, 7]]);
  yield edge("neighbours", [[1, 2], [3, 4], [5, 6]]);
  yield edge("one inside another", [[1, 10], [3, 4]]);
  yield edge("many inside one", [[20, 30], [1, 100], [5, 6], [40, 99], [100, 101]]);
  yield edge("descending", [[30, 31], [20, 21], [10, 11], [0, 1]]);
  yield edge("all equal", random.list(20, () => [7, 11]));
  yield edge("negative", [[-5, -3], [-10, -4], [2, 3], [-1, 2]]);
  yield edge("digits of different length", [[100, 120], [9, 10], [20, 30], [3, 4], [1000, 1001]]);
  yield edge("same start", [[5, 6], [5, 20], [5, 8]]);
  yield edge("same end", [[6, 20], [1, 20], [19, 20]]);

  for (let i = 1; i <= 180; i++) {
    const span = random.pick([20, 100, 1000, 5000]);
    const length = random.pick([2, 10, 40]);
    const intervals = random.list(random.int(1, 25), () => {
      const low = random.int(-span, span);
      return [low, low + random.int(0, length)];
    });
    yield { file: "random", name: `random ${i}`, args: [intervals] };
  }

  for (let i = 1; i <= 4; i++) {
    const intervals = random.list(300, () => {
      const low = random.int(0, 100000);
      return [low, low + random.int(0, 100 * i)];
    });
    yield { file: "random", name: `max size ${i}`, args: [intervals] };
  }
}
