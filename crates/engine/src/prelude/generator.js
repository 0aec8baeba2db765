// Runs a generator of test inputs, and gives it the random numbers that it may use.
//
// The numbers are xoshiro128** (D. Blackman and S. Vigna, public domain): four words of 32 bits, which a case's seed
// fills. What each function makes of them is part of the format of problems: the inputs of a seed must stay what
// they are, so no function here may ever draw another number than it does now, or draw them in another order.
(function () {
  'use strict';
  const { imul, floor } = Math;
  const { isSafeInteger } = Number;
  const { isArray } = Array;
  const BITS32 = 4294967296;
  const BITS53 = 9007199254740992;

  function whole(value, what) {
    if (!isSafeInteger(value)) throw new RangeError(`${what} has to be a whole number, not ${show(value)}`);
    return value;
  }
  function size(value, what) {
    if (whole(value, what) < 0) throw new RangeError(`${what} must not be negative, and is ${value}`);
    return value;
  }
  function show(value) {
    return typeof value === 'object' || typeof value === 'function' ? typeof value : String(value);
  }

  class Random {
    #a;
    #b;
    #c;
    #d;

    constructor(a, b, c, d) {
      this.#a = a;
      this.#b = b;
      this.#c = c;
      this.#d = d;
    }

    // 32 random bits.
    #next() {
      const b = this.#b;
      let result = imul(b, 5);
      result = imul((result << 7) | (result >>> 25), 9) >>> 0;
      const shifted = b << 9;
      this.#c ^= this.#a;
      this.#d ^= b;
      this.#b ^= this.#c;
      this.#a ^= this.#d;
      this.#c ^= shifted;
      this.#d = (this.#d << 11) | (this.#d >>> 21);
      return result;
    }

    // 53 random bits: the upper 27 of one draw, then the upper 26 of the next.
    #next53() {
      const high = this.#next() >>> 5;
      return high * 67108864 + (this.#next() >>> 6);
    }

    // A number below `bound`, each as likely: what would make the first ones more likely is drawn again.
    #below(bound) {
      const [all, draw] = bound <= BITS32 ? [BITS32, () => this.#next()] : [BITS53, () => this.#next53()];
      const end = all - (all % bound);
      let drawn;
      do drawn = draw();
      while (drawn >= end);
      return drawn % bound;
    }

    // A whole number from a to b, both included.
    int(a, b) {
      whole(a, 'the first argument of int');
      whole(b, 'the second argument of int');
      if (a > b) throw new RangeError(`int(${a}, ${b}): there is no such number`);
      if (b - a >= BITS53) throw new RangeError(`int(${a}, ${b}): these are too many numbers`);
      return a + this.#below(b - a + 1);
    }

    // A number from a on and below b.
    float(a = 0, b = 1) {
      return a + (this.#next53() / BITS53) * (b - a);
    }

    // true with this probability.
    bool(probability = 0.5) {
      return this.#next53() / BITS53 < probability;
    }

    // An element of an array, or a character of a string.
    pick(from) {
      if (!isArray(from) && typeof from !== 'string') {
        throw new TypeError(`pick takes an array or a string, not ${show(from)}`);
      }
      if (from.length === 0) throw new RangeError('pick: there is nothing to pick from');
      return from[this.#below(from.length)];
    }

    // Brings an array into random order, and gives it back.
    shuffle(array) {
      if (!isArray(array)) throw new TypeError(`shuffle takes an array, not ${show(array)}`);
      for (let i = array.length - 1; i > 0; i--) {
        const j = this.#below(i + 1);
        const element = array[i];
        array[i] = array[j];
        array[j] = element;
      }
      return array;
    }

    // A string of n characters of the alphabet.
    string(n, alphabet = 'abcdefghijklmnopqrstuvwxyz') {
      size(n, 'the length of a string');
      let text = '';
      for (let i = 0; i < n; i++) text += this.pick(alphabet);
      return text;
    }

    // An array of n elements, each made by the function, which is given its index.
    array(n, make) {
      size(n, 'the length of an array');
      const array = [];
      for (let i = 0; i < n; i++) array.push(make(i));
      return array;
    }

    // n whole numbers from a to b, none of them twice, in random order.
    distinct(n, a, b) {
      size(n, 'the number of numbers');
      whole(a, 'the second argument of distinct');
      whole(b, 'the third argument of distinct');
      if (n > b - a + 1) throw new RangeError(`distinct(${n}, ${a}, ${b}): there are not that many numbers`);
      // R. Floyd's way: as many draws as numbers.
      const chosen = new Set();
      for (let last = b - n + 1; last <= b; last++) {
        const drawn = this.int(a, last);
        chosen.add(chosen.has(drawn) ? last : drawn);
      }
      return this.shuffle([...chosen]);
    }

    // The numbers from `first` on, n of them, in random order.
    permutation(n, first = 0) {
      size(n, 'the length of a permutation');
      return this.shuffle(this.array(n, (i) => first + i));
    }
  }

  // What gives something else each time it is asked.
  const refused = (name, instead) => {
    throw new Error(`${name} is not the same each time: ${instead}`);
  };
  function forbidChance() {
    Math.random = () => refused('Math.random()', 'use random.float()');
    const time = () => refused('the time', 'write the date that is meant');
    const RealDate = Date;
    globalThis.Date = new Proxy(RealDate, {
      __proto__: null,
      apply: time,
      construct: (target, args, self) => (args.length === 0 ? time() : Reflect.construct(target, args, self)),
      get: (target, key) => (key === 'now' ? time : target[key]),
    });
    globalThis.performance = { now: time };
  }

  // Calls the generator once for each run, an array of the four words of the seed and the parameters.
  function runGenerator(generate, ...runs) {
    forbidChance();
    const made = runs.map(([a, b, c, d, params]) => generate(new Random(a | 0, b | 0, c | 0, d | 0), params));
    return made.some((one) => typeof one?.then === 'function') ? Promise.all(made) : made;
  }
  return { runGenerator };
})
