export default function* generate(random) {
  const edge = (name, words) => ({ file: "edge", name, args: [words] });
  yield edge("empty", []);
  yield edge("single word", ["word"]);
  yield edge("empty word", [""]);
  yield edge("empty words among others", ["", "a", "", "b", "a", ""]);
  yield edge("all equal", random.list(20, () => "same"));
  yield edge("all different", ["a", "aa", "aaa", "aaaa", "b", "bb", "ab", "aab"]);
  yield edge("same letters, other counts", ["aabb", "abbb", "aaab", "abab", "ab"]);
  yield edge("same sum of codes", ["ad", "bc", "da", "cb", "aad", "abc"]);
  yield edge("names of object members", ["constructor", "valueof", "tostring", "fovalue"]);
  yield edge("long words", random.list(6, () => random.shuffled("a".repeat(200) + "bcd").join("")));

  for (let i = 1; i <= 134; i++) {
    const alphabet = random.pick(["ab", "abc", "abcdefgh"]);
    const words = random.list(random.int(1, 60), () => random.string(random.int(1, 4), alphabet));
    yield { file: "random", name: `random ${i}`, args: [words] };
  }

  for (let i = 1; i <= 4; i++) {
    const roots = random.list(50 * i, () => random.string(random.int(0, 8)));
    const words = random.list(1500, () => random.shuffled(random.pick(roots)).join(""));
    yield { file: "large", name: `max size ${i}`, args: [words] };
  }
}
