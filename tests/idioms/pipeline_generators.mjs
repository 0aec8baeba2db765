import { pipeline } from 'stream/promises';
import { Writable } from 'stream';
async function* lines(source) {
  let rest = '';
  for await (const chunk of source) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop();
    yield* parts;
  }
  if (rest !== '') yield rest;
}
await pipeline(process.stdin, lines, async (source) => {
  for await (const line of source) console.log(`<${line}>`);
});
await pipeline(['a', 'b'], async function* (source) {
  for await (const item of source) yield `${item}!`;
}, async (source) => {
  for await (const item of source) console.log(item);
});
const out = [];
await pipeline(new Set(['x', 'y']), new Writable({ write(chunk, encoding, done) { out.push(`${chunk}`); done(); } }));
console.log(out);
