export default function* generate(random) {
  const edge = (name, pattern, text) => ({ file: "edge", name, args: [pattern, text] });
  yield edge("no match", /x/, "abc");
  yield edge("empty text, no match", /a/g, "");
  yield edge("whole text", /.+/g, "all of it");
  yield edge("without g", /a/, "banana");
  yield edge("with g", /a/g, "banana");
  yield edge("no overlaps", /ana/g, "bananana");
  yield edge("case counts", /a/g, "aAaA");
  yield edge("case ignored", /a/i, "aAaA");
  yield edge("anchored", /^a/, "aaa");
  yield edge("anchored to lines", /^\w+/m, "one two\nthree\nfour five");
  yield edge("end of lines", /\w+$/gm, "one two\nthree\nfour five");
  yield edge("dot stops at a line break", /.+/g, "one\ntwo");
  yield edge("dot takes a line break", /.+/gs, "one\ntwo");
  yield edge("code points", /./gu, "a😀b");
  yield edge("code units", /[^a]./g, "a😀b");
  yield edge("look ahead", /\d+(?=€)/g, "10€ 20$ 30€");
  yield edge("look behind", /(?<=€)\d+/g, "€10 $20 €30");
  yield edge("not preceded", /(?<!a)b/g, "ab bb cb");
  yield edge("back reference", /(\w)\1/g, "aabbcdd");
  yield edge("named groups", /(?<key>\w+)=(?<value>\w*)/g, "a=1;b=;c=3");
  yield edge("alternatives leave groups out", /(a)|(b)|(c)/g, "cab");
  yield edge("nested groups", /((\d+)-(\d+))/g, "1-2, 30-40");
  yield edge("lazy", /<.+?>/g, "<a><b></b></a>");
  yield edge("greedy", /<.+>/g, "<a><b></b></a>");
  yield edge("unicode property", /\p{Lu}/gu, "Ärger Über Öl");
  yield edge("slash and quotes", /\/|"/g, 'a/b"c/d"');

  yield edge("empty matches", /x*|\b/, "axxb cd");
  yield edge("empty matches in an empty text", /(?:)/g, "");
  yield edge("empty matches go on by code points", /b*/u, "a😀b");
  yield edge("empty matches go on by code units", /b*/, "a😀b");

  const patterns = [
    [/[aeiou]/, 0.5], [/[^aeiou\s]+/g, 0.5], [/(\w)(\w)?/, 0.5], [/a+b|b+a/g, 1], [/(a|b)(c)?/gi, 1],
    [/(?<=a)b/, 1], [/b(?!a)/g, 1], [/([ab])\1+/, 1], [/\bc/i, 0.5], [/\s+/g, 0.5], [/c{2,3}/, 1],
    [/(a)(b)?(c)?/g, 1], [/[a-c]{3}/i, 1],
  ];
  for (let i = 1; i <= 150; i++) {
    const [pattern, dense] = random.pick(patterns);
    const alphabet = dense === 1 ? "abcABC " : "abcdefghij ABC  ";
    const text = random.string(random.int(0, 60), alphabet);
    yield { file: "random", name: `random ${i}`, args: [pattern, text] };
  }
}
