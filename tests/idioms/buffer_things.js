const b = Buffer.from('héllo wörld');
console.log(b, b.length, b.toString(), b.toString('hex'), b.toString('base64'), b.toString('latin1').length, b.toString('utf8', 1, 3));
console.log(Buffer.alloc(3), Buffer.alloc(3, 'ab'), Buffer.alloc(2, 7), Buffer.from([256, -1, 1.5]), Buffer.from('ff0g', 'hex'), Buffer.from('aGk=', 'base64').toString(), Buffer.from('aGk', 'base64url').toString());
console.log(Buffer.concat([Buffer.from('a'), Buffer.from('bc')]), Buffer.concat([Buffer.from('abc')], 2), Buffer.compare(Buffer.from('a'), Buffer.from('b')), Buffer.byteLength('é'), Buffer.isBuffer(b), Buffer.isBuffer(new Uint8Array(1)));
const w = Buffer.alloc(16);
w.writeInt32LE(-5, 0);
w.writeUInt16BE(65535, 4);
w.writeDoubleBE(1.5, 6);
w.writeUInt8(200, 14);
w.writeInt8(-1, 15);
console.log(w, w.readInt32LE(0), w.readUInt16BE(4), w.readDoubleBE(6), w.readUInt8(14), w.readInt8(15), w.readUIntBE(0, 3), w.readIntLE(0, 6));
console.log(w.subarray(0, 4), w.slice(-2), w.indexOf(255), b.indexOf('w'), b.includes('xyz'), b.lastIndexOf('l'), b.equals(Buffer.from('héllo wörld')));
console.log(Buffer.from([1, 2, 3, 4]).swap16(), Buffer.from([1, 2, 3, 4]).swap32(), Buffer.from('abc').fill('xy'), Buffer.from('abc').fill(0), Buffer.from('a').toJSON(), JSON.stringify(Buffer.from('hi')));
console.log([...Buffer.from('abc')], Buffer.from('abc').map((x) => x + 1), b.copy(w, 0, 0, 4), w.toString('ascii', 0, 4), Buffer.from(new Uint16Array([1, 256])), Buffer.from('日本', 'utf16le'), Buffer.from('abc', 'latin1').write('zz', 1));
console.log(w.writeBigInt64LE(-2n, 0), w.readBigInt64LE(0), w.readBigUInt64BE(0), Buffer.from('x'.repeat(60)), Buffer.from('abcdef').subarray(2, 4).toString(), new Uint8Array(Buffer.from('a')));
for (const f of [() => w.readInt32LE(14), () => Buffer.from(5), () => w.writeUInt8(300, 0), () => Buffer.from('a', 'nope'), () => Buffer.alloc('x')]) {
  try {
    f();
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
}
console.log(typeof atob, atob('aGk='), btoa('hi'), Buffer.from('ÿ', 'binary'), Buffer.from(Buffer.from('q')), Buffer.of(1, 2), b.buffer instanceof ArrayBuffer, Buffer.from('é').toString('binary'));
