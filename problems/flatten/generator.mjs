const holes = (length, items) => Object.assign(new Array(length), items);

export default function* generate(random) {
  const edge = (name, list, depth) => ({ file: "edge", name, args: [list, depth] });
  yield edge("empty", [], 1);
  yield edge("empty, depth 0", [], 0);
  yield edge("no arrays inside", [1, 2, 3], 1);
  yield edge("depth 0", [1, [2, [3]]], 0);
  yield edge("depth 1", [1, [2, [3]]], 1);
  yield edge("depth larger than needed", [1, [2, [3]]], 100);
  yield edge("depth infinite", [1, [2, [3, [4, [5]]]]], Infinity);
  yield edge("empty arrays inside", [[], [[]], [[], [[]]]], 1);
  yield edge("only empty arrays", [[], [[]], [[], [[]]]], Infinity);
  yield edge("text is no array", ["abc", ["de", ["f"]]], Infinity);
  yield edge("undefined and null", [undefined, [null, [undefined]]], Infinity);
  yield edge("zero, empty text, false", [0, ["", [false]], NaN, -0], Infinity);
  yield edge("objects", [{ a: [1, [2]] }, [{ length: 1 }]], Infinity);
  yield edge("typed array is no array", [new Uint8Array([1, 2]), [new Uint8Array([3])]], Infinity);
  yield edge("set is no array", [new Set([1]), [new Map([[1, 2]])]], Infinity);
  yield edge("text with commas", ["1,2", ["3,4"]], 1);
  yield edge("holes", holes(5, { 1: 1, 3: 3 }), 1);
  yield edge("only holes", holes(3, {}), Infinity);
  yield edge("holes, depth 0", holes(4, { 0: 1, 2: holes(2, { 1: 5 }) }), 0);
  yield edge("holes inside", [holes(3, { 1: holes(3, { 2: "x" }) }), 2], 1);
  yield edge("holes inside, all opened", [holes(3, { 1: holes(3, { 2: "x" }) }), 2], Infinity);

  let deep = ["bottom"];
  for (let i = 0; i < 40; i++) deep = [i, deep];
  yield edge("deep, depth 10", deep, 10);
  yield edge("deep, depth infinite", deep, Infinity);

  for (let i = 1; i <= 107; i++) {
    const depth = random.pick([0, 1, 1, 2, 3, Infinity]);
    yield { file: "random", name: `random ${i}`, args: [nested(random, random.int(1, 5)), depth] };
  }
}

function nested(random, depth) {
  const list = random.list(random.int(0, 6), () =>
    depth > 0 && random.chance(0.45) ? nested(random, depth - 1) : random.pick([1, 2, "ab", null, undefined, true]),
  );
  if (list.length > 0 && random.chance(0.2)) delete list[random.int(0, list.length - 1)];
  return list;
}
