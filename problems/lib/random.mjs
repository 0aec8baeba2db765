// A seeded source of random test data. It uses integer arithmetic only, so that the same seed
// gives the same cases with every JavaScript engine and version.

/** Generator xoshiro128**, its state filled by splitmix32 from a hash (FNV-1a) of the seed text. */
export class Random {
  #state = new Uint32Array(4);

  /** @param {string} seed any text; the id of the problem by convention */
  constructor(seed) {
    let hash = 0x811c9dc5;
    for (let i = 0; i < seed.length; i++) {
      hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193);
    }
    for (let i = 0; i < 4; i++) {
      hash = (hash + 0x9e3779b9) | 0;
      let mixed = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
      this.#state[i] = mixed ^ (mixed >>> 15);
    }
  }

  /** An integer from 0 to 2^32 - 1. */
  uint32() {
    const s = this.#state;
    const product = Math.imul(s[1], 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = (s[3] << 11) | (s[3] >>> 21);
    return result;
  }

  /** A number from 0 (inclusive) to 1 (exclusive) with 53 random bits. */
  unit() {
    return ((this.uint32() >>> 11) * 2 ** 32 + this.uint32()) / 2 ** 53;
  }

  /** An integer from `low` to `high`, both inclusive and both safe integers. */
  int(low, high) {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  /** True with the given probability. */
  chance(probability = 0.5) {
    return this.unit() < probability;
  }

  /** One item of an array or one character (code point) of a string. */
  pick(items) {
    const list = typeof items === "string" ? [...items] : items;
    return list[this.int(0, list.length - 1)];
  }

  /** An array of `length` items made by `make(index)`. */
  list(length, make) {
    return Array.from({ length }, (_, index) => make(index));
  }

  /** A string of `length` characters of `alphabet`. */
  string(length, alphabet = "abcdefghijklmnopqrstuvwxyz") {
    const letters = [...alphabet];
    return this.list(length, () => this.pick(letters)).join("");
  }

  /** A shuffled copy of `items`. */
  shuffled(items) {
    const copy = [...items];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.int(0, i);
      [copy[i], copy[j]] = [copy[j], copy[i]];
    }
    return copy;
  }
}
