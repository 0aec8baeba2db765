export default function* generate(random) {
  const edge = (name, coins, amount) => ({ file: "edge", name, args: [coins, amount] });
  yield edge("nothing to pay", [2, 5], 0);
  yield edge("exactly one coin", [7, 2, 9], 9);
  yield edge("less than any coin", [5, 10], 3);
  yield edge("single kind", [4], 24);
  yield edge("single kind, no way", [4], 26);
  yield edge("only ones", [1], 17);
  yield edge("even coins, odd amount", [2, 4, 6, 8], 23);
  yield edge("largest coin misleads", [1, 9, 10], 18);
  yield edge("largest coin leads nowhere", [4, 5], 8);
  yield edge("unsorted", [10, 1, 5, 2], 18);
  yield edge("coins like 10 and 9 as text", [9, 10, 100], 118);
  yield edge("large coins", [500, 700, 1100], 5000);

  // Either few coins are needed at most, or very many: a search through all ways is then either
  // far below the time limit or far beyond it.
  for (let i = 1; i <= 140; i++) {
    const coins = random.shuffled([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]).slice(0, random.int(2, 4));
    yield { file: "random", name: `random ${i}`, args: [coins, random.int(0, 20)] };
  }
  for (let i = 1; i <= 60; i++) {
    const kinds = new Set(random.list(random.int(1, 6), () => random.int(120, 1000)));
    yield { file: "random", name: `random large coins ${i}`, args: [[...kinds], random.int(500, 1500)] };
  }

  yield { file: "large", name: "max amount", args: [[1, 7, 10, 25, 100], 300000] };
}
