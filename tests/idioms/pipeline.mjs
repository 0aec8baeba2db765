import { pipeline } from 'stream/promises';
import { Transform, Writable, Readable } from 'stream';
let all = '';
await pipeline(
  process.stdin,
  new Transform({ transform(c, e, cb) { this.push(c); cb(); }, flush(cb) { this.push('!'); cb(); } }),
  new Writable({ write(c, e, cb) { all += c; cb(); }, final(cb) { all += '?'; cb(); } }),
);
console.log(all);
for await (const x of Readable.from([1, 2, 3])) console.log(x);
