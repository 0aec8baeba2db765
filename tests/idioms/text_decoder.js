// Characters that are split, as where a program decodes what it reads piece by piece.
const bytes = new TextEncoder().encode('\ufeffaé€😀\ufeff');
const decoder = new TextDecoder();
let text = '';
for (const byte of bytes) text += decoder.decode(new Uint8Array([byte]), { stream: true });
text += decoder.decode();
console.log(JSON.stringify(text), text.length);
console.log(decoder.decode(bytes.subarray(3, 5), { stream: true }), decoder.decode(bytes.buffer.slice(5, 7)), decoder.decode());
console.log(new TextDecoder('utf-16le').decode(new Uint8Array([0xff, 0xfe, 65, 0, 0x3d, 0xd8, 0, 0xde, 0, 0xd8])));
const wide = new TextDecoder('utf-16le');
console.log([0xff, 0xfe, 65, 0, 0x3d, 0xd8, 0, 0xde].map((byte) => wide.decode(new Uint8Array([byte]), { stream: true })));
console.log(new TextDecoder('latin1').encoding, new TextDecoder('ascii').decode(Buffer.from('hé', 'latin1')), new TextDecoder('UTF8 ').encoding);
const strict = new TextDecoder('utf-8', { fatal: true });
console.log(strict.decode(new Uint8Array([0xe2, 0x82]), { stream: true }) === '');
try { strict.decode(); } catch (error) { console.log(error.name, error.message); }
try { new TextDecoder('nope'); } catch (error) { console.log(error.name, error.message); }
