export default function* generate(random) {
  const edge = (name, ...args) => ({ file: "edge", name, args });
  yield edge("exponent zero", 12n, 0n, 7n);
  yield edge("all zero", 0n, 0n, 9n);
  yield edge("base zero", 0n, 5n, 9n);
  yield edge("base one", 1n, 5000n, 9n);
  yield edge("base minus one, even", -1n, 4000n, 9n);
  yield edge("base minus one, odd", -1n, 4001n, 9n);
  yield edge("modulus one", 12n, 5n, 1n);
  yield edge("modulus one, exponent zero", 12n, 0n, 1n);
  yield edge("base equals modulus", 15n, 3n, 15n);
  yield edge("base is a multiple", 45n, 3n, 15n);
  yield edge("base larger than modulus", 12345678901234567890n, 3n, 97n);
  yield edge("negative base, even", -7n, 2n, 10n);
  yield edge("negative base, odd", -7n, 3n, 10n);
  yield edge("negative base, exponent one", -1n, 1n, 2n ** 64n);
  yield edge("just above 2^53", 2n ** 53n + 1n, 1n, 2n ** 54n);
  yield edge("power of two", 2n, 127n, 2n ** 128n);
  yield edge("largest base and modulus", 2n ** 128n - 1n, 2n, 2n ** 128n);

  const bits = (count) => {
    let value = 0n;
    for (let i = 0; i < count; i += 32) value = (value << 32n) | BigInt(random.uint32());
    return BigInt.asUintN(count, value);
  };
  for (let i = 1; i <= 180; i++) {
    const size = random.pick([8, 32, 64, 128]);
    const sign = random.chance(0.2) ? -1n : 1n;
    const exponent = BigInt(random.int(0, random.pick([10, 100, 5000])));
    const args = [sign * bits(size), exponent, bits(size) + 1n];
    yield { file: "random", name: `random ${i}`, args };
  }

  // Exponents in between are left out on purpose: multiplying one factor at a time is either far
  // below the time limit or far beyond it.
  yield { file: "large", name: "max size", args: [2n ** 127n - 1n, 2n ** 64n, 2n ** 128n - 159n] };
}
