/** A random tree in level order; `sparse` is how likely a child is missing. */
function tree(random, size, sparse) {
  const values = [random.int(-100, 100)];
  let left = size - 1;
  for (let at = 0; at < values.length && left > 0; at++) {
    if (values[at] === null) continue;
    for (let side = 0; side < 2; side++) {
      const isLastChance = side === 1 && values.slice(at + 1).every((value) => value === null);
      if (left > 0 && (isLastChance || !random.chance(sparse))) {
        values.push(random.int(-100, 100));
        left--;
      } else {
        values.push(null);
      }
    }
  }
  while (values.at(-1) === null) values.pop();
  return values;
}

const line = (length, side) =>
  Array.from({ length: length - 1 }, (_, i) => (side === "left" ? [i + 1] : [null, i + 1])).reduce(
    (values, level, i) => (side === "left" && i > 0 ? [...values, null, ...level] : [...values, ...level]),
    [0],
  );

export default function* generate(random) {
  const edge = (name, root) => ({ file: "edge", name, args: [root] });
  yield edge("one node", [5]);
  yield edge("only left", [1, 2]);
  yield edge("only right", [1, null, 2]);
  yield edge("full", [4, 2, 7, 1, 3, 6, 9]);
  yield edge("all equal", [1, 1, 1, 1, 1]);
  yield edge("line to the left", line(500, "left"));
  yield edge("line to the right", line(500, "right"));

  for (let i = 1; i <= 60; i++) {
    const root = tree(random, random.int(1, 40), random.pick([0.1, 0.4, 0.6]));
    yield { file: "random", name: `random ${i}`, args: [root] };
  }
  for (let i = 1; i <= 3; i++) {
    yield { file: "random", name: `max size ${i}`, args: [tree(random, 2000, 0.2)] };
  }
}
