export default function* generate(random) {
  const edge = (name, ...iterables) => ({ file: "edge", name, args: [iterables] });
  yield edge("nothing to zip");
  yield edge("one empty array", []);
  yield edge("all empty", [], "", new Set(), new Map(), new Uint8Array());
  yield edge("single array", [1, 2, 3]);
  yield edge("equal lengths", [1, 2], [3, 4], [5, 6]);
  yield edge("first is longer", [1, 2, 3], "a");
  yield edge("last is longer", "a", [1, 2, 3]);
  yield edge("empty first", [], "ab");
  yield edge("empty last", "ab", []);
  yield edge("surrogate pairs", "a😀b🚀", [1, 2, 3, 4]);
  yield edge("undefined and null inside", [undefined, null], [null, undefined, 1]);
  yield edge("not numbers", [NaN, -0, Infinity], new Float64Array([NaN, -0, -Infinity]));
  yield edge("set of arrays", new Set([[1], [2, 3]]), ["x"]);
  yield edge("map with objects", new Map([[{ id: 1 }, "one"], [2, { id: 2 }]]), "ab");
  yield edge("typed arrays", new Uint8Array([1, 255]), new Int16Array([-1]), new Float32Array([0.5, 1.5]));
  yield edge("big integers", new BigInt64Array([-1n, 2n ** 62n]), [1n]);
  yield edge("holes are undefined", sparse(), "abcd");
  yield edge("an array of iterables inside", [[1, 2], "xy"], [new Set([1])]);

  const makers = [
    (length) => random.list(length, () => random.int(-9, 9)),
    (length) => random.string(length, "abcxyzäß😀🚀"),
    (length) => new Set(random.list(length, () => random.int(0, 20))),
    (length) => new Map(random.list(length, () => [random.string(2), random.int(0, 9)])),
    (length) => Uint8Array.from(random.list(length, () => random.int(0, 255))),
    (length) => Float64Array.from(random.list(length, () => random.int(-8, 8) / 4)),
  ];
  for (let i = 1; i <= 140; i++) {
    const longest = random.pick([3, 10, 30]);
    const iterables = random.list(random.int(1, 6), () => random.pick(makers)(random.int(0, longest)));
    yield { file: "random", name: `random ${i}`, args: [iterables] };
  }
}

function sparse() {
  const list = [1, 2, 3, 4];
  delete list[1];
  delete list[2];
  return list;
}
