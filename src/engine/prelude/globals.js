// What people expect around plain JavaScript: the globals of browsers and of node that need no host, and
// `module.exports` for submissions that are written for node.
(function (host) {
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
  class TextDecoder {
    #fatal;
    #ignoreBOM;
    constructor(label = 'utf-8', options = {}) {
      if (!/^\s*(utf-?8|unicode-1-1-utf-8)\s*$/i.test(label)) {
        throw new RangeError(`The "${label}" encoding is not supported`);
      }
      this.#fatal = Boolean(options?.fatal);
      this.#ignoreBOM = Boolean(options?.ignoreBOM);
    }
    get encoding() { return 'utf-8'; }
    get fatal() { return this.#fatal; }
    get ignoreBOM() { return this.#ignoreBOM; }
    decode(bytes) {
      if (bytes === undefined) return '';
      if (!ArrayBuffer.isView(bytes) && !(bytes instanceof ArrayBuffer)) {
        throw new TypeError('The "input" argument must be an ArrayBuffer or a view of one');
      }
      const text = host.decodeUtf8(bytes, this.#fatal, this.#ignoreBOM);
      if (text === null) throw new TypeError('The encoded data was not valid for encoding utf-8');
      return text;
    }
  }

  const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  function btoa(data) {
    data = `${data}`;
    let text = '';
    for (let i = 0; i < data.length; i += 3) {
      const units = [data.charCodeAt(i), data.charCodeAt(i + 1), data.charCodeAt(i + 2)];
      if (units.some((unit) => unit > 255)) throw new RangeError('Invalid character');
      const bits = (units[0] << 16) | (units[1] << 8) | units[2]; // NaN counts as 0
      for (let j = 0; j < 4; j++) {
        text += i + j > data.length ? '=' : ALPHABET[(bits >> (18 - 6 * j)) & 63];
      }
    }
    return text;
  }
  function atob(text) {
    text = `${text}`.replace(/[\t\n\f\r ]/g, '');
    if (text.length % 4 === 0) text = text.replace(/==?$/, '');
    if (text.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(text)) throw new RangeError('Invalid character');
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
    btoa,
    atob,
    structuredClone(value) {
      if (arguments.length === 0) throw new TypeError('The "value" argument must be specified');
      return host.structuredClone(value);
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
