// `string_decoder`: text from bytes that come in pieces, in which characters may be split.
(function (host, get) {
  'use strict';
  // How many bytes at the end of UTF-8 begin a character that is not complete.
  function incomplete(bytes) {
    for (let back = 1; back <= 3 && back <= bytes.length; back++) {
      const byte = bytes[bytes.length - back];
      if ((byte & 0xc0) === 0x80) continue;
      const length = byte >= 0xf0 && byte <= 0xf4 ? 4 : byte >= 0xe0 && byte <= 0xef ? 3 : byte >= 0xc2 && byte <= 0xdf ? 2 : 1;
      if (back >= length) return 0;
      // Only if what is there can still become a character.
      const second = back > 1 ? bytes[bytes.length - back + 1] : undefined;
      const isHopeless = second !== undefined && ((byte === 0xe0 && second < 0xa0) || (byte === 0xed && second > 0x9f) ||
        (byte === 0xf0 && second < 0x90) || (byte === 0xf4 && second > 0x8f));
      return isHopeless ? 0 : back;
    }
    return 0;
  }
  class StringDecoder {
    constructor(encoding) {
      this.encoding = get('node:buffer').normalizeEncoding(encoding);
      Object.defineProperty(this, 'rest', { value: undefined, writable: true });
    }
    write(bytes) {
      if (typeof bytes === 'string') return bytes;
      if (!ArrayBuffer.isView(bytes)) {
        throw get('wrongType')('buf', 'an instance of Buffer, TypedArray, or DataView', bytes);
      }
      const { Buffer } = get('node:buffer');
      let all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      if (this.rest !== undefined) all = Buffer.concat([this.rest, all]);
      let keep = 0;
      if (this.encoding === 'utf8') {
        keep = incomplete(all);
      } else if (this.encoding === 'utf16le') {
        keep = all.length % 2;
        const last = all.length - keep;
        if (last >= 2 && (all[last - 1] & 0xfc) === 0xd8) keep += 2;
      } else if (this.encoding === 'base64' || this.encoding === 'base64url') {
        keep = all.length % 3;
      }
      this.rest = keep > 0 ? Buffer.from(all.subarray(all.length - keep)) : undefined;
      return all.toString(this.encoding, 0, all.length - keep);
    }
    end(bytes) {
      const text = bytes === undefined ? '' : this.write(bytes);
      const { rest } = this;
      this.rest = undefined;
      return rest === undefined ? text : text + rest.toString(this.encoding);
    }
  }
  // Programs may call it without `new` on an object of their own.
  return { 'node:string_decoder': { StringDecoder } };
})
