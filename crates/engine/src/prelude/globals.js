// What people expect around plain JavaScript: the globals of browsers and of node that need no host, and
// `module.exports` for submissions that are written for node.
(function (host, get) {
  'use strict';
  class TextEncoder {
    get encoding() { return 'utf-8'; }
    encode(text = '') {
      text = `${text}`;
      const bytes = new Uint8Array(host.utf8Length(text));
      host.encodeInto(text, bytes);
      return bytes;
    }
    encodeInto(text, bytes) {
      text = `${text}`;
      if (!(bytes instanceof Uint8Array)) {
        throw new TypeError('The "dest" argument must be an instance of Uint8Array');
      }
      const written = host.encodeInto(text, bytes);
      // As many units as the bytes written stand for.
      let read = 0;
      for (let count = 0; count < written; read++) {
        const unit = text.charCodeAt(read);
        const next = text.charCodeAt(read + 1);
        if (unit < 0x80) count += 1;
        else if (unit < 0x800) count += 2;
        else if (unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
          count += 4;
          read++;
        } else count += 3;
      }
      return { read, written };
    }
  }
  // How many bytes at the end begin a character that is not complete.
  function incomplete(bytes, encoding) {
    if (encoding === 'utf-16le') {
      const odd = bytes.length % 2;
      return (bytes[bytes.length - odd - 1] & 0xfc) === 0xd8 ? odd + 2 : odd; // with half of a pair
    }
    if (encoding !== 'utf-8') return 0;
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
  // The text of bytes; `null` for ill-formed ones if `fatal`.
  function decoded(bytes, encoding, fatal, ignoreBOM) {
    if (encoding === 'utf-8') return host.decodeUtf8(bytes, fatal, ignoreBOM);
    const text = get('natives').decode(bytes, encoding, fatal, false);
    return text !== null && !ignoreBOM && text[0] === '\ufeff' && encoding.startsWith('utf-16') ? text.slice(1) : text;
  }
  function invalid(encoding) {
    const error = new TypeError(`The encoded data was not valid for encoding ${encoding}`);
    error.code = 'ERR_ENCODING_INVALID_ENCODED_DATA';
    return error;
  }
  class TextDecoder {
    #encoding;
    #fatal;
    #ignoreBOM;
    #hasBegun = false; // with `stream`, so that what comes is no beginning
    #rest; // bytes of a character that is still to be completed
    #given = 0; // units of text that were made of these bytes before
    constructor(label = 'utf-8', options = {}) {
      const name = `${label}`.trim().toLowerCase();
      this.#encoding = name === 'utf-8' || name === 'utf8' ? 'utf-8' : get('natives').encodingOf(name);
      if (this.#encoding === undefined) {
        const error = new RangeError(`The "${label}" encoding is not supported`);
        error.code = 'ERR_ENCODING_NOT_SUPPORTED';
        throw error;
      }
      this.#fatal = Boolean(options?.fatal);
      this.#ignoreBOM = Boolean(options?.ignoreBOM);
    }
    get encoding() { return this.#encoding; }
    get fatal() { return this.#fatal; }
    get ignoreBOM() { return this.#ignoreBOM; }
    decode(bytes = new Uint8Array(), options = undefined) {
      const isView = ArrayBuffer.isView(bytes);
      if (!isView && !(bytes instanceof ArrayBuffer)) {
        throw new TypeError('The "input" argument must be an ArrayBuffer or a view of one');
      }
      const isPart = Boolean(options?.stream);
      if (isPart || this.#rest !== undefined || this.#encoding !== 'utf-8') {
        bytes = isView ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes);
      }
      if (this.#rest !== undefined) {
        const all = new Uint8Array(this.#rest.length + bytes.length);
        all.set(this.#rest);
        all.set(bytes, this.#rest.length);
        bytes = all;
        this.#rest = undefined;
      }
      // Of an encoding whose characters have to be read from the start, all bytes are kept.
      if (!/^utf-(8|16le)$|^windows|^iso-8859|^koi8|^ibm|^mac/.test(this.#encoding)) {
        const before = this.#given;
        const all = get('natives').decode(bytes, this.#encoding, this.#fatal, isPart);
        this.#rest = isPart ? bytes.slice() : undefined;
        this.#given = isPart && all !== null ? all.length : 0;
        if (all !== null) return all.slice(before);
        throw invalid(this.#encoding);
      }
      if (isPart) {
        const whole = bytes.length - incomplete(bytes, this.#encoding);
        this.#rest = whole < bytes.length ? bytes.slice(whole) : undefined;
        bytes = bytes.subarray(0, whole);
      }
      const text = decoded(bytes, this.#encoding, this.#fatal, this.#ignoreBOM || this.#hasBegun);
      this.#hasBegun = isPart && (this.#hasBegun || bytes.length > 0);
      if (text === null) throw invalid(this.#encoding);
      return text;
    }
  }

  const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  function missing(name) {
    return Object.assign(new TypeError(`The "${name}" argument must be specified`), { code: 'ERR_MISSING_ARGS' });
  }
  function btoa(data) {
    if (arguments.length === 0) throw missing('input');
    data = `${data}`;
    let text = '';
    for (let i = 0; i < data.length; i += 3) {
      const units = [data.charCodeAt(i), data.charCodeAt(i + 1), data.charCodeAt(i + 2)];
      if (units.some((unit) => unit > 255)) throw new (get('DOMException'))('Invalid character', 'InvalidCharacterError');
      const bits = (units[0] << 16) | (units[1] << 8) | units[2]; // NaN counts as 0
      for (let j = 0; j < 4; j++) {
        text += i + j > data.length ? '=' : ALPHABET[(bits >> (18 - 6 * j)) & 63];
      }
    }
    return text;
  }
  function atob(text) {
    if (arguments.length === 0) throw missing('input');
    text = `${text}`.replace(/[\t\n\f\r ]/g, '');
    if (text.length % 4 === 0) text = text.replace(/==?$/, '');
    if (/[^A-Za-z0-9+/]/.test(text)) throw new (get('DOMException'))('Invalid character', 'InvalidCharacterError');
    if (text.length % 4 === 1) {
      throw new (get('DOMException'))('The string to be decoded is not correctly encoded.', 'InvalidCharacterError');
    }
    let data = '';
    for (let i = 0, bits = 0; i < text.length; i++) {
      bits = ((bits << 6) | ALPHABET.indexOf(text[i])) & 0xffff;
      if (i % 4) data += String.fromCharCode((bits >> (6 - 2 * (i % 4))) & 255);
    }
    return data;
  }

  const module = { exports: {} };
  return {
    global: globalThis,
    self: globalThis,
    TextEncoder,
    TextDecoder,
    incomplete,
    btoa,
    atob,
    structuredClone(value, options = undefined) {
      if (arguments.length === 0) throw missing('value');
      const transfer = options?.transfer === undefined ? [] : [...options.transfer];
      const fail = (message) => new (get('DOMException'))(message, 'DataCloneError');
      for (const one of transfer) {
        if (host.kind(Object(one)) !== 'ArrayBuffer') {
          throw Object.assign(new TypeError('Found invalid object in transferList'), { code: 'ERR_INVALID_TRANSFER_OBJECT' });
        }
        if (transfer.filter((other) => other === one).length > 1) throw fail('ArrayBuffer occurs in the transfer list more than once');
      }
      try {
        return host.structuredClone(value, transfer);
      } catch (error) {
        if (host.kind(Object(error)) !== 'Error' || error.name !== 'DataCloneError') throw error;
        throw fail(error.message);
      }
    },
    module,
    exports: module.exports,
    require(name) {
      const error = new Error(`Cannot find module '${name}': submissions run without modules`);
      error.code = 'MODULE_NOT_FOUND';
      throw error;
    },
  };
})
