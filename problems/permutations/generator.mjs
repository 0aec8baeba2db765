export default function* generate(random) {
  const edge = (name, items) => ({ file: "edge", name, args: [items] });
  yield edge("single", [5]);
  yield edge("pair", [1, 2]);
  yield edge("equal pair", [3, 3]);
  yield edge("descending", [4, 3, 2, 1]);
  yield edge("all equal", [9, 9, 9, 9, 9, 9]);
  yield edge("two pairs", [1, 2, 2, 1]);
  yield edge("negative", [-1, 0, 1]);
  yield edge("digits run together", [1, 11, 111]);
  yield edge("six different", [1, 2, 3, 4, 5, 6]);
  yield edge("seven different", random.shuffled([10, 20, 30, 40, 50, 60, 70]));
  yield edge("eight, two values", [0, 1, 0, 1, 0, 1, 0, 1]);

  // Sizes 9 to 11 are left out on purpose: a solution that makes all n! orders is either far
  // below the limits or far beyond them.
  yield { file: "large", name: "max size", args: [[...Array(11).fill(1), 2]] };

  for (let i = 1; i <= 100; i++) {
    const values = random.int(1, 5);
    const size = random.int(1, values > 3 ? 5 : 6);
    const items = random.list(size, () => random.int(1, values) * random.pick([1, -7]));
    yield { file: "random", name: `random ${i}`, args: [items] };
  }
}
