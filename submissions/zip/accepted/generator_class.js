class Zipper {
  constructor(iterables) {
    this.iterables = iterables;
  }

  *[Symbol.iterator]() {
    const open = this.iterables.map((iterable) => iterable[Symbol.iterator]());
    let left = open.length;
    while (left > 0) {
      const row = open.map((iterator, i) => {
        if (!iterator) return undefined;
        const { value, done } = iterator.next();
        if (done) {
          open[i] = null;
          left--;
        }
        return done ? undefined : value;
      });
      if (left > 0) yield row;
    }
  }
}

class Solution {
  zip(iterables) {
    return Array.from(new Zipper(iterables));
  }
}
