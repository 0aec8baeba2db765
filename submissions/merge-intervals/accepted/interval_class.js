class Interval {
  #low;
  #high;

  constructor([low, high]) {
    this.#low = low;
    this.#high = high;
  }

  static compare(x, y) {
    return x.#low - y.#low;
  }

  meets(other) {
    return other.#low <= this.#high && this.#low <= other.#high;
  }

  absorb(other) {
    this.#high = this.#high > other.#high ? this.#high : other.#high;
  }

  toArray() {
    return [this.#low, this.#high];
  }
}

class Solution {
  merge(intervals) {
    const stack = [];
    for (const next of intervals.map((pair) => new Interval(pair)).sort(Interval.compare)) {
      const top = stack.at(-1);
      if (top?.meets(next)) top.absorb(next);
      else stack.push(next);
    }
    return stack.map((interval) => interval.toArray());
  }
}
