export default function* generate(random) {
  const edge = (name, numbers) => ({ file: "edge", name, args: [numbers] });
  yield edge("single", [3]);
  yield edge("single zero", [0]);
  yield edge("single negative", [-2.5]);
  yield edge("pair", [1, 2]);
  yield edge("odd length", [9, 1, 5]);
  yield edge("even length", [9, 1, 5, 3]);
  yield edge("all equal", Array(20).fill(7));
  yield edge("all zero", Array(9).fill(0));
  yield edge("numbers of different length", [10, 9, 100, 1, 1000]);
  yield edge("negative and positive", [-5, 5, -10, 10, 0]);
  yield edge("all negative", [-1, -20, -3, -100]);
  yield edge("fractions", [0.5, 0.25, 0.75, 1.5]);
  yield edge("ascending", random.list(30, (i) => i));
  yield edge("descending", random.list(30, (i) => 30 - i));
  yield edge("one far away", [...Array(50).fill(1), 1000000]);
  yield edge("large, all equal", Array(25).fill(1e9));
  yield edge("large, close together", random.list(40, () => 999999000 + random.int(0, 3) / 4));
  yield edge("large and negative, close together", random.list(40, () => -999999000 - random.int(0, 7) / 4));

  // Quarters are exact in binary, so that a sum does not depend on the order of its parts.
  for (let i = 1; i <= 176; i++) {
    const bound = random.pick([4, 100, 40000, 4e9]);
    const size = random.int(1, random.pick([5, 20, 100]));
    const numbers = random.list(size, () => random.int(-bound, bound) / 4);
    yield { file: "random", name: `random ${i}`, args: [numbers] };
  }
  for (let i = 1; i <= 4; i++) {
    const numbers = random.list(1000, () => random.int(-4 * 10 ** (2 * i), 4 * 10 ** (2 * i)) / 4);
    yield { file: "large", name: `max size ${i}`, args: [numbers] };
  }
}
