export default function* generate(random) {
  const edge = (name, a, b, c) => ({ file: "edge", name, args: [a, b, c] });
  yield edge("all zero", Array(10).fill(0), 0, "");
  yield edge("shortest array", random.list(10, (i) => i), 1, "x");
  yield edge("longest array", random.list(25, (i) => i), 1, "x");
  yield edge("all equal", Array(15).fill(7), 7, "7777777");
  yield edge("all negative", random.list(20, () => random.int(-999, -1)), -1, "minus");
  yield edge("negative total", Array(12).fill(-50), -400, "ab");
  yield edge("base alone", Array(10).fill(0), 12345, "");
  yield edge("text alone", Array(10).fill(0), 0, "only the text counts");
  yield edge("blank text", random.list(10, (i) => 5 - i), 10, "   ");
  yield edge("emoji", random.list(11, (i) => i * i), 5, "😀 two units each 🚀");
  yield edge("combining mark", random.list(11, () => 2), 5, "e\u0301");
  yield edge("digits as text", random.list(10, () => 1), 1, "1000");
  yield edge("long text", random.list(10, () => 3), 2, random.string(5000));
  yield edge("above 32 bits", Array(10).fill(1e12), 1e12, "large");
  yield edge("below -32 bits", Array(25).fill(-1e12), -1e12, "large");

  for (let i = 1; i <= 282; i++) {
    const size = random.int(10, 25);
    const bound = random.pick([9, 100, 1000, 10000]);
    yield {
      file: "random",
      name: `random ${i}`,
      args: [
        random.list(size, () => random.int(-bound, bound)),
        random.int(-bound, bound),
        random.string(random.int(0, 30), "abcdefghijklmnopqrstuvwxyz ABCXYZ 0123456789 äöüß€"),
      ],
    };
  }
}
