export default function* generate(random) {
  for (let n = 1; n <= 10; n++) {
    for (let k = 1; k <= 8; k++) {
      if ((n === 5 && k === 2) || (n === 1 && k === 7)) continue;
      yield { file: "small", name: `${n} people, every ${k}`, args: [n, k] };
    }
  }
  const edge = (name, n, k) => ({ file: "edge", name, args: [n, k] });
  yield edge("the classic", 41, 3);
  yield edge("everyone in turn", 1000, 1);
  yield edge("power of two", 1024, 2);
  yield edge("one more than a power of two", 1025, 2);
  yield edge("one less than a power of two", 1023, 2);
  yield edge("k equals n", 100, 100);
  yield edge("k far larger than n", 3, 1000000);
  yield edge("two people", 2, 999999);

  for (let i = 1; i <= 110; i++) {
    const n = random.int(2, random.pick([30, 300, 3000]));
    yield { file: "random", name: `random ${i}`, args: [n, random.int(1, random.pick([5, 100, 10000]))] };
  }

  // Sizes in between are left out on purpose: a recursion or a simulation is either far below the
  // limits or far beyond them.
  yield { file: "large", name: "max people", args: [2000000, 7] };
}
