const { StringDecoder } = require('string_decoder');
const d = new StringDecoder('utf8');
const bytes = Buffer.from('a€😀b');
for (const byte of bytes) process.stdout.write(`[${d.write(Buffer.from([byte]))}]`);
console.log(d.end(Buffer.from([0xe2, 0x82])), d.end());
const h = new StringDecoder('base64');
console.log(h.write(Buffer.from('ab')), h.write(Buffer.from('cd')), h.end());
const u = new StringDecoder('utf16le');
console.log(JSON.stringify(u.write(Buffer.from([0x3d, 0xd8]))), u.write(Buffer.from([0x00, 0xde])), u.encoding);
