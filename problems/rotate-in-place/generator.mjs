export default function* generate(random) {
  const edge = (name, items, steps) => ({ file: "edge", name, args: [items, steps] });
  yield edge("no step", [1, 2, 3], 0);
  yield edge("once around", [1, 2, 3], 3);
  yield edge("many times around", [1, 2, 3], 1000000);
  yield edge("one step", [1, 2], 1);
  yield edge("texts", ["a", "b", "c", "d"], 3);

  for (let i = 1; i <= 60; i++) {
    const items = random.list(random.int(1, 20), () => random.int(0, 99));
    yield { file: "random", name: `random ${i}`, args: [items, random.int(0, random.pick([5, 40, 1000000]))] };
  }
  for (let i = 1; i <= 3; i++) {
    const items = random.list(2000, () => random.int(0, 9999));
    yield { file: "random", name: `max size ${i}`, args: [items, random.int(0, 1000000)] };
  }
}
