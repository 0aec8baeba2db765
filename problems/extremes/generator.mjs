export default function* generate(random) {
  const edge = (name, values) => ({ file: "edge", name, args: [values] });
  yield edge("empty", []);
  yield edge("empty typed array", new Float64Array());
  yield edge("single", [5]);
  yield edge("only NaN", [NaN, NaN]);
  yield edge("only NaN, typed", new Float32Array([NaN]));
  yield edge("NaN first", [NaN, 1, 2]);
  yield edge("NaN last", [1, 2, NaN]);
  yield edge("undefined between", [3, undefined, 1]);
  yield edge("all equal", [4, 4, 4]);
  yield edge("all negative", [-3, -20, -100]);
  yield edge("numbers of different length", [9, 10, 100, 1]);
  yield edge("zero then minus zero", [0, -0]);
  yield edge("minus zero then zero", [-0, 0]);
  yield edge("only minus zero", [-0]);
  yield edge("minus zero is largest", [-1, -0, -2]);
  yield edge("zero beats minus zero", [-1, -0, 0, -2]);
  yield edge("minus zero, typed", new Float64Array([0, -0, 0]));
  yield edge("infinities", [-Infinity, 0, Infinity]);
  yield edge("only infinity", [Infinity]);
  yield edge("only minus infinity", [-Infinity, NaN]);
  yield edge("fractions", [0.1, 0.2, 0.30000000000000004, 0.3]);
  yield edge("tiny and huge", [5e-324, 2 ** 53 - 1, -5e-324]);
  yield edge("signed bytes", new Int8Array([-128, 127, 0]));
  yield edge("clamped bytes", new Uint8ClampedArray([300, -5, 7]));
  yield edge("unsigned 32 bits", new Uint32Array([4294967295, 0, 2147483648]));
  yield edge("single precision", new Float32Array([0.5, -0.25, 1.5]));

  const SPECIAL = [NaN, -0, 0, Infinity, -Infinity, undefined];
  for (let i = 1; i <= 120; i++) {
    const special = random.pick([0, 0.2, 0.8]);
    const size = random.int(1, random.pick([4, 30]));
    const values = random.list(size, () =>
      random.chance(special) ? random.pick(SPECIAL) : random.int(-400, 400) / random.pick([1, 8]),
    );
    yield { file: "random", name: `random ${i}`, args: [values] };
  }
  const kinds = [Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array];
  for (let i = 1; i <= 48; i++) {
    const kind = random.pick(kinds);
    const values = random.list(random.int(1, 30), () => random.int(-5000, 5000) / 4);
    if (random.chance(0.3)) values.push(-0, NaN);
    yield { file: "typed", name: `${kind.name} ${i}`, args: [kind.from(values)] };
  }
}
