export default function* generate(random) {
  const edge = (name, template, values) => ({ file: "edge", name, args: [template, values] });
  yield edge("empty", "", {});
  yield edge("no placeholders", "just text", { text: "x" });
  yield edge("no values", "{a} and {b}", {});
  yield edge("placeholder alone", "{a}", { a: "value" });
  yield edge("same name twice", "{a} {a} {a}", { a: 1 });
  yield edge("neighbours", "{a}{b}{c}", { a: 1, b: 2, c: 3 });
  yield edge("empty text as value", "[{a}]", { a: "" });
  yield edge("zero", "[{a}]", { a: 0 });
  yield edge("false and true", "{a} {b}", { a: false, b: true });
  yield edge("null", "[{a}]", { a: null });
  yield edge("fraction", "{a}", { a: 0.1 });
  yield edge("negative", "{a}", { a: -12 });
  yield edge("dollar signs", "{a}", { a: "$& costs $1, $$ or $`" });
  yield edge("value looks like a placeholder", "{a} {b}", { a: "{b}", b: "{a}" });
  yield edge("name with a dot", "{a.b} {aXb}", { "a.b": 1 });
  yield edge("name with digits", "{0} {1} {10}", { 0: "zero", 1: "one" });
  yield edge("name with an underscore", "{first_name}", { first_name: "Ada" });
  yield edge("upper case", "{A} {a}", { A: "upper", a: "lower" });
  yield edge("one name begins another", "{ab} {abc}", { ab: 1, abc: 2 });
  yield edge("names of object members", "{toString} {constructor} {valueOf}", {});
  yield edge("own property like a member", "{toString}", { toString: "own" });
  yield edge("blank inside", "{ a} {a }", { a: 1 });
  yield edge("empty braces", "{} {a}", { a: 1 });
  yield edge("braces in braces", "{{a}} {{{a}}}", { a: 1 });
  yield edge("unbalanced", "{a {a} a} }{", { a: 1 });
  yield edge("line breaks", "{a}\n{b}\n", { a: "x", b: "y\nz" });
  yield edge("other letters", "{ä} {a}", { a: 1 });
  yield edge("backslashes", "\\{a}\\n", { a: "\\" });
  yield edge("emoji", "😀{a}😀", { a: "🚀" });

  const NAMES = ["a", "b", "ab", "name", "x.y", "x_y", "n1", "toString", "Total"];
  const VALUES = [0, 1, -5, 2.5, "", "text", "$&", "{a}", "{", "}", true, false, null, "a b", "ä€"];
  const PIECES = ["{", "}", " ", ", ", "text", "$", ".", "a", "\n"];
  for (let i = 1; i <= 169; i++) {
    const values = {};
    for (const name of random.shuffled(NAMES).slice(0, random.int(0, 6))) values[name] = random.pick(VALUES);
    const template = random.list(random.int(0, 15), () =>
      random.chance(0.6) ? `{${random.pick(NAMES)}}` : random.pick(PIECES),
    );
    yield { file: "random", name: `random ${i}`, args: [template.join(""), values] };
  }
}
