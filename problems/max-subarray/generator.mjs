export default function* generate(random) {
  const edge = (name, numbers) => ({ file: "edge", name, args: [numbers] });
  yield edge("one positive", [42]);
  yield edge("one negative", [-42]);
  yield edge("one zero", [0]);
  yield edge("all zero", Array(50).fill(0));
  yield edge("all equal", Array(30).fill(7));
  yield edge("all negative", random.list(40, () => random.int(-1000, -10)));
  yield edge("all positive", random.list(40, () => random.int(10, 1000)));
  yield edge("alternating", random.list(41, (i) => (i % 2 === 0 ? 10 : -9)));
  yield edge("best at the start", [50, 60, -200, 3, 4, -1]);
  yield edge("best at the end", [3, 4, -200, -1, 50, 60]);
  yield edge("whole array", [5, -1, 5, -1, 5, -1, 5]);
  yield edge("dip worth taking", [100, -99, 100]);
  yield edge("dip not worth taking", [100, -101, 100]);
  yield edge("zeros around a negative", [0, 0, -4, 0, 0]);

  for (let i = 1; i <= 201; i++) {
    const size = random.int(1, random.pick([5, 20, 100]));
    const bound = random.pick([3, 50, 100000]);
    yield {
      file: "random",
      name: `random ${i}`,
      args: [random.list(size, () => random.int(-bound, bound))],
    };
  }

  // Sizes in between are left out on purpose: three nested loops are either far below the time
  // limit or far beyond it.
  yield { file: "large", name: "size 300", args: [random.list(300, () => random.int(-9, 9))] };
  yield { file: "large", name: "max size", args: [random.list(8000, () => random.int(-100, 99))] };
}
