// `string_decoder`: text from bytes that come in pieces, in which characters may be split.
(function (host, get) {
  'use strict';
  const incomplete = get('incomplete');
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
      if (this.encoding === 'utf8' || this.encoding === 'utf16le') {
        keep = incomplete(all, this.encoding === 'utf8' ? 'utf-8' : 'utf-16le');
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
