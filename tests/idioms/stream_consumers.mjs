import { text, json, buffer, arrayBuffer } from 'node:stream/consumers';
import { Readable } from 'stream';
console.log((await text(process.stdin)).split('\n'));
console.log(await json(Readable.from(['{"a":', '1}'])), await buffer(Readable.from(['a', 'b'])), await arrayBuffer(Readable.from('c')));
