export default function* generate(random) {
  const edge = (name, bytes) => ({ file: "edge", name, args: [Uint8Array.from(bytes)] });
  const run = (length, byte) => Array(length).fill(byte);
  yield edge("one byte", [5]);
  yield edge("one zero", [0]);
  yield edge("one run", run(10, 3));
  yield edge("no runs", random.list(100, (i) => i));
  yield edge("alternating", random.list(60, (i) => (i % 2) * 255));
  yield edge("zeros", run(40, 0));
  yield edge("length 254", run(254, 1));
  yield edge("length 255", run(255, 1));
  yield edge("length 256", run(256, 1));
  yield edge("length 257", run(257, 255));
  yield edge("length 510", run(510, 0));
  yield edge("length 511", run(511, 0));
  yield edge("length 5000", run(5000, 255));
  yield edge("two long runs", [...run(300, 1), ...run(300, 2)]);
  yield edge("long run at the end", [1, 2, 3, ...run(600, 4)]);
  yield edge("long run at the start", [...run(600, 4), 3, 2, 1]);

  for (let i = 1; i <= 130; i++) {
    const longest = random.pick([1, 2, 5, 30, 400]);
    const runs = random.list(random.int(1, 12), () => run(random.int(1, longest), random.int(0, 3) * 85));
    yield { file: "random", name: `random ${i}`, args: [Uint8Array.from(runs.flat())] };
  }
  const noise = random.list(2000, () => random.int(0, 1));
  yield { file: "random", name: "many short runs", args: [Uint8Array.from(noise)] };
}
