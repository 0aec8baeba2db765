class Scanner {
  constructor() { this.tokens = require('fs').readFileSync('/dev/stdin', 'ascii').split(/\s+/); this.i = 0; }
  next() { return this.tokens[this.i++]; }
  nextInt() { return parseInt(this.next(), 10); }
  nextBigInt() { return BigInt(this.next()); }
}
const sc = new Scanner();
const n = sc.nextInt();
const heap = [];
for (let i = 0; i < n; i++) heap.push(sc.nextBigInt());
heap.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
console.log(heap.join(' '), heap);
