// Data structures that JavaScript lacks, for submissions: `const { PriorityQueue, DisjointSets } = require("structures")`.
"use strict";

/** A queue that gives its least value first, by a function that compares like that of Array.prototype.sort. */
class PriorityQueue {
  #heap = [];
  #compare;

  constructor(compare = (a, b) => a - b) {
    if (typeof compare !== "function") throw new TypeError("a PriorityQueue needs a function that compares");
    this.#compare = compare;
  }

  get size() {
    return this.#heap.length;
  }

  /** The least value, which stays; undefined if there is none. */
  peek() {
    return this.#heap[0];
  }

  push(value) {
    const heap = this.#heap;
    let at = heap.push(value) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#compare(heap[parent], value) <= 0) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = value;
    return this;
  }

  /** Takes the least value; undefined if there is none. */
  pop() {
    const heap = this.#heap;
    const least = heap[0];
    const last = heap.pop();
    if (heap.length === 0) return least;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.#compare(heap[child + 1], heap[child]) < 0) child += 1;
      if (this.#compare(last, heap[child]) <= 0) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return least;
  }
}

/** The numbers from 0 to n - 1, each in a set of its own until sets are joined. */
class DisjointSets {
  #parents;
  #sizes;

  constructor(n) {
    if (!Number.isInteger(n) || n < 0) throw new RangeError("DisjointSets need a number of members");
    this.#parents = Int32Array.from({ length: n }, (_, index) => index);
    this.#sizes = new Int32Array(n).fill(1);
    this.count = n;
  }

  /** A number that stands for the set of a member. */
  find(member) {
    const parents = this.#parents;
    if (!(member in parents)) throw new RangeError(`there is no member ${member}`);
    while (parents[member] !== member) member = parents[member] = parents[parents[member]];
    return member;
  }

  /** Joins the sets of two members; false if it was one set already. */
  join(a, b) {
    [a, b] = [this.find(a), this.find(b)];
    if (a === b) return false;
    if (this.#sizes[a] < this.#sizes[b]) [a, b] = [b, a];
    this.#parents[b] = a;
    this.#sizes[a] += this.#sizes[b];
    this.count -= 1;
    return true;
  }
}

module.exports = { PriorityQueue, DisjointSets };
