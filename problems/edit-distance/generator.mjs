export default function* generate(random) {
  const edge = (name, a, b) => ({ file: "edge", name, args: [a, b] });
  yield edge("both empty", "", "");
  yield edge("second empty", "abcdef", "");
  yield edge("equal", "same", "same");
  yield edge("one character, equal", "a", "a");
  yield edge("one character, different", "a", "b");
  yield edge("two swapped", "ab", "ba");
  yield edge("case", "Abc", "aBC");
  yield edge("insertion in front", "bcd", "abcd");
  yield edge("insertion in the middle", "abde", "abcde");
  yield edge("insertion at the end", "abc", "abcd");
  yield edge("removal in front", "xabc", "abc");
  yield edge("removal at the end", "abcx", "abc");
  yield edge("replaced in the middle", "abcde", "abxde");
  yield edge("shifted", "abcdefg", "bcdefga");
  yield edge("repeated", "aaaa", "aaaaaa");
  yield edge("nothing in common", "aaaaa", "bbb");
  yield edge("words", "sunday", "saturday");
  yield edge("umlauts", "Grüße", "Gruesse");
  yield edge("long and empty", "x".repeat(400), "");
  const same = random.string(400);
  yield edge("long and equal", same, same);

  // Lengths in between are left out on purpose: a recursion without memory is either far below
  // the time limit or far beyond it.
  for (let i = 1; i <= 175; i++) {
    const alphabet = random.pick(["ab", "abc", "abcdefgh"]);
    const a = random.string(random.int(0, 7), alphabet);
    const b = random.chance(0.3) ? mutated(random, a, alphabet) : random.string(random.int(0, 7), alphabet);
    yield { file: "random", name: `random ${i}`, args: [a, b] };
  }

  const long = random.string(400, "abcd");
  const shorter = `${long.slice(0, 395)}${long.slice(396)}`;
  yield { file: "large", name: "max length, one removed", args: [long, shorter] };
  yield { file: "large", name: "max length", args: [random.string(400), random.string(400)] };
}

/** The text after some random insertions, removals and replacements; at most as long as before. */
function mutated(random, text, alphabet) {
  const letters = [...text];
  for (let i = 0; i < 2 && letters.length > 0; i++) {
    const insert = random.chance(0.4) && letters.length < text.length ? 0 : 1;
    const added = random.chance(0.7) || insert === 0 ? [random.pick(alphabet)] : [];
    letters.splice(random.int(0, letters.length - 1), insert, ...added);
  }
  return letters.join("");
}
