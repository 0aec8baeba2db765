export default function* generate(random) {
  const edge = (name, numbers, sum) => ({ file: "edge", name, args: [numbers, sum] });
  yield edge("no numbers", [], 0);
  yield edge("one number twice its half", [4], 8);
  yield edge("half is there once", [4, 1], 8);
  yield edge("half is there twice", [4, 1, 4], 8);
  yield edge("zero", [0, 3, 0], 0);
  yield edge("negative", [-3, 8, 1, -5], -8);
  yield edge("first and last", [1, 9, 9, 9, 2], 3);
  yield edge("index 0 counts", [7, 5], 12);

  for (let i = 1; i <= 80; i++) {
    const span = random.pick([5, 20, 100]);
    const numbers = random.list(random.int(0, 25), () => random.int(-span, span));
    yield { file: "random", name: `random ${i}`, args: [numbers, random.int(-span, span)] };
  }
  for (let i = 1; i <= 3; i++) {
    const numbers = random.list(60, () => random.int(-1000, 1000));
    yield { file: "random", name: `max size ${i}`, args: [numbers, numbers[3] + numbers[41]] };
  }
}
