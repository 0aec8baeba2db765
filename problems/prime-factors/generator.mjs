const LIMIT = 1e11;

export default function* generate(random) {
  for (let n = 2; n <= 40; n++) yield { file: "small", name: `number ${n}`, args: [n] };

  const edge = (name, n) => ({ file: "edge", name, args: [n] });
  yield edge("power of two", 2 ** 36);
  yield edge("power of three", 3 ** 23);
  yield edge("power of ten", 1e11);
  yield edge("factorial", 6227020800);
  yield edge("product of the first primes", 6469693230);
  yield edge("square of a prime", 9973 ** 2);
  yield edge("cube of a prime", 997 ** 3);
  yield edge("square of a large prime", 99991 ** 2);
  yield edge("above 32 bits", 2 ** 32 + 1);
  yield edge("just below 31 bits", 2 ** 31 - 2);
  yield edge("twice a prime", 2 * 99991);
  yield edge("product of neighbours", 9967 * 9973);

  // The largest factor is small, except in the file `large`: a loop up to the largest factor is
  // then either far below the time limit or far beyond it.
  for (let i = 1; i <= 120; i++) {
    yield { file: "random", name: `random ${i}`, args: [random.int(41, random.pick([1000, 100000]))] };
  }
  for (let i = 1; i <= 60; i++) {
    let n = 1;
    for (;;) {
      const factor = random.int(2, random.pick([10, 100, 10000]));
      if (n * factor > LIMIT) break;
      n *= factor;
    }
    yield { file: "random", name: `random product ${i}`, args: [n] };
  }

  yield { file: "large", name: "largest prime", args: [99999999977] };
}
