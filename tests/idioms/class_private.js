class Queue {
  #items = [];
  #head = 0;
  static #made = 0;
  constructor() { Queue.#made++; }
  push(x) { this.#items.push(x); }
  shift() { return this.#items[this.#head++]; }
  get size() { return this.#items.length - this.#head; }
  static get made() { return Queue.#made; }
}
const q = new Queue();
q.push(1);
q.push(2);
console.log(q.shift(), q.size, Queue.made, q);
console.log(structuredClone({ a: [new Date(0), new Map([[1, { b: 2 }]])] }));
console.log([3, 1, 2].toSorted(), [1, 2].findLast((x) => x < 2), [1, 2, 3].at(-1), 'abc'.at(-1));
