const SYLLABLES = ["ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru"];
const BETWEEN = [" ", " ", " ", ", ", ". ", "-", "\n", "\n", "\n\n", " 3 ", "'", "\t", "! "];

export default function* generate(random) {
  const edge = (name, text) => ({ file: "edge", name, args: [text] });
  yield edge("empty", "");
  yield edge("no words", "1 2 3 ... !\n--\n");
  yield edge("one word", "word");
  yield edge("one letter", "a");
  yield edge("same word on one line", "the The THE");
  yield edge("same word on many lines", "a\na\na\na");
  yield edge("empty lines", "\n\n\nword\n\n");
  yield edge("line break at the end", "one\ntwo\n");
  yield edge("digits part words", "a1b2c");
  yield edge("apostrophe parts words", "don't can't");
  yield edge("underscore parts words", "snake_case");
  yield edge("other letters part words", "naïve Größe");
  yield edge("names of object members", "constructor toString\nvalueOf constructor");
  yield edge("tabs", "a\tb\n\tc");

  const word = () => {
    const text = random.list(random.int(1, 2), () => random.pick(SYLLABLES)).join("");
    return random.chance(0.2) ? text.toUpperCase() : text;
  };
  for (let i = 1; i <= 100; i++) {
    const words = random.list(random.int(1, 40), () => word() + random.pick(BETWEEN));
    yield { file: "random", name: `random ${i}`, args: [words.join("")] };
  }
  for (let i = 1; i <= 4; i++) {
    const words = random.list(1000, () => word() + random.pick(BETWEEN));
    yield { file: "large", name: `large ${i}`, args: [words.join("")] };
  }
}
