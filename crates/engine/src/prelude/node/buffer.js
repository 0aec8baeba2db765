// `buffer`: bytes as node's programs know them, over `Uint8Array`.
(function (host, get) {
  'use strict';
  const { apply } = Reflect;
  const fail = (...args) => get('fail')(...args);
  const wrongType = (...args) => get('wrongType')(...args);
  const BYTES = Uint8Array.prototype;

  const ENCODINGS = {
    __proto__: null, utf8: 'utf8', 'utf-8': 'utf8', ucs2: 'utf16le', 'ucs-2': 'utf16le', utf16le: 'utf16le', 'utf-16le': 'utf16le',
    latin1: 'latin1', binary: 'latin1', ascii: 'ascii', hex: 'hex', base64: 'base64', base64url: 'base64url',
  };
  const known = (encoding) => ENCODINGS[encoding] ?? ENCODINGS[`${encoding}`.toLowerCase()];
  function normalizeEncoding(encoding) {
    if (encoding == null || encoding === '') return 'utf8';
    const name = known(encoding);
    if (name === undefined) throw fail(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding}`);
    return name;
  }

  // How many bytes a text takes at most, and writing them.
  const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const ALPHABETS = { base64: `${DIGITS}+/`, base64url: `${DIGITS}-_` };
  let sextets;
  function sextetOf(code) {
    if (sextets === undefined) {
      sextets = new Int8Array(128).fill(-1);
      for (const alphabet of Object.values(ALPHABETS)) [...alphabet].forEach((char, value) => { sextets[char.charCodeAt(0)] = value; });
    }
    return code < 128 ? sextets[code] : -1;
  }
  function fromBase64(text) {
    const bytes = [];
    for (let i = 0, bits = 0, count = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 61) break; // `=`
      const value = sextetOf(code);
      if (value < 0) continue;
      bits = ((bits << 6) | value) & 0xffffff;
      if (++count % 4 !== 1) bytes.push((bits >> (6 - 2 * ((count - 1) % 4))) & 255);
    }
    return bytes;
  }
  function fromHex(text) {
    const bytes = [];
    for (let i = 0; i + 1 < text.length; i += 2) {
      const pair = text.slice(i, i + 2);
      if (!/^[0-9a-fA-F]{2}$/.test(pair)) break;
      bytes.push(parseInt(pair, 16));
    }
    return bytes;
  }
  // A text as bytes, in a plain `Uint8Array` or an array.
  function encode(text, encoding) {
    switch (encoding) {
      case 'utf8': {
        const bytes = new Uint8Array(host.utf8Length(text));
        host.encodeInto(text, bytes);
        return bytes;
      }
      case 'latin1':
      case 'ascii': {
        const bytes = new Uint8Array(text.length);
        for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
        return bytes;
      }
      case 'utf16le': {
        const bytes = new Uint8Array(text.length * 2);
        for (let i = 0; i < text.length; i++) {
          const unit = text.charCodeAt(i);
          bytes[2 * i] = unit;
          bytes[2 * i + 1] = unit >> 8;
        }
        return bytes;
      }
      case 'hex': return fromHex(text);
      default: return fromBase64(text);
    }
  }
  function decode(bytes, encoding) {
    switch (encoding) {
      case 'utf8': return host.decodeUtf8(bytes, false, true);
      case 'latin1': return host.decodeLatin1(bytes);
      case 'ascii': return host.decodeLatin1(apply(BYTES.map, bytes, [(byte) => byte & 127]));
      case 'utf16le': {
        let text = '';
        for (let i = 0; i + 1 < bytes.length; i += 2) text += String.fromCharCode(bytes[i] | (bytes[i + 1] << 8));
        return text;
      }
      case 'hex': {
        let text = '';
        for (let i = 0; i < bytes.length; i++) text += (bytes[i] < 16 ? '0' : '') + bytes[i].toString(16);
        return text;
      }
      default: {
        const alphabet = ALPHABETS[encoding];
        let text = '';
        for (let i = 0; i < bytes.length; i += 3) {
          const bits = (bytes[i] << 16) | (bytes[i + 1] << 8) | bytes[i + 2]; // what is not there counts as 0
          for (let j = 0; j < 4; j++) {
            if (i + j <= bytes.length) text += alphabet[(bits >> (18 - 6 * j)) & 63];
            else if (encoding === 'base64') text += '=';
          }
        }
        return text;
      }
    }
  }

  class FastBuffer extends Uint8Array {}
  function Buffer(value, encodingOrOffset, length) {
    if (typeof value === 'number') {
      if (typeof encodingOrOffset === 'string') throw wrongType('string', 'of type string', value);
      return Buffer.alloc(value);
    }
    return Buffer.from(value, encodingOrOffset, length);
  }
  Object.setPrototypeOf(Buffer, Uint8Array);
  Buffer.prototype = FastBuffer.prototype;
  Object.defineProperty(Buffer.prototype, 'constructor', { value: Buffer, writable: true, configurable: true });
  Object.defineProperty(Buffer, Symbol.species, { get: () => FastBuffer, configurable: true });

  function sized(size) {
    if (typeof size !== 'number') throw wrongType('size', 'of type number', size);
    if (!(size >= 0 && size <= 2 ** 53 - 1)) {
      throw fail(RangeError, 'ERR_OUT_OF_RANGE', `The value of "size" is out of range. It must be >= 0 && <= 9007199254740991. Received ${size}`);
    }
    return new FastBuffer(size);
  }
  function checkBytes(name, value) {
    if (!(value instanceof Uint8Array)) throw wrongType(name, 'an instance of Buffer or Uint8Array', value);
  }
  const view = (bytes) => new FastBuffer(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const statics = {
    poolSize: 8192,
    from(value, encodingOrOffset, length) {
      if (typeof value === 'string') {
        const bytes = encode(value, normalizeEncoding(encodingOrOffset));
        return ArrayBuffer.isView(bytes) ? view(bytes) : new FastBuffer(bytes);
      }
      if (typeof value === 'object' && value !== null) {
        if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) {
          return new FastBuffer(value, encodingOrOffset, length);
        }
        const primitive = value.valueOf?.();
        if (primitive != null && primitive !== value && (typeof primitive === 'string' || typeof primitive === 'object')) {
          return statics.from(primitive, encodingOrOffset, length);
        }
        if (value.type === 'Buffer' && Array.isArray(value.data)) return new FastBuffer(value.data);
        if (ArrayBuffer.isView(value) || Array.isArray(value) || typeof value.length === 'number') {
          return new FastBuffer(Array.isArray(value) || ArrayBuffer.isView(value) ? value : Array.from(value));
        }
        const toPrimitive = value[Symbol.toPrimitive];
        if (typeof toPrimitive === 'function') return statics.from(apply(toPrimitive, value, ['string']), encodingOrOffset);
      }
      throw fail(TypeError, 'ERR_INVALID_ARG_TYPE', 'The first argument must be of type string or an instance of Buffer, ' +
        `ArrayBuffer, or Array or an Array-like Object. Received ${get('received')(value)}`);
    },
    of: (...bytes) => new FastBuffer(bytes),
    alloc(size, fill, encoding) {
      const buffer = sized(size);
      return fill === undefined || fill === 0 ? buffer : buffer.fill(fill, encoding);
    },
    allocUnsafe: sized,
    allocUnsafeSlow: sized,
    isBuffer: (value) => value instanceof Buffer,
    isEncoding: (encoding) => typeof encoding === 'string' && encoding.length > 0 && known(encoding) !== undefined,
    byteLength(value, encoding) {
      if (typeof value !== 'string') {
        if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength;
        throw wrongType('string', 'of type string or an instance of Buffer or ArrayBuffer', value);
      }
      switch (known(encoding ?? 'utf8') ?? 'utf8') {
        case 'utf8': return host.utf8Length(value);
        case 'utf16le': return value.length * 2;
        case 'hex': return value.length >>> 1;
        case 'base64': case 'base64url': return ((value.replace(/=+$/, '').length * 3) / 4) | 0;
        default: return value.length;
      }
    },
    concat(list, length) {
      if (!Array.isArray(list)) throw wrongType('list', 'an instance of Array', list);
      if (list.length === 0) return sized(0);
      list.forEach((bytes, i) => checkBytes(`list[${i}]`, bytes));
      length ??= list.reduce((sum, bytes) => sum + bytes.length, 0);
      const buffer = sized(length);
      let at = 0;
      for (const bytes of list) {
        if (at >= length) break;
        buffer.set(bytes.length > length - at ? bytes.subarray(0, length - at) : bytes, at);
        at += bytes.length;
      }
      return buffer;
    },
    compare(a, b) {
      checkBytes('buf1', a);
      checkBytes('buf2', b);
      const length = Math.min(a.length, b.length);
      for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
      return Math.sign(a.length - b.length);
    },
  };
  for (const [name, value] of Object.entries(statics)) Object.defineProperty(Buffer, name, { value, writable: true, enumerable: true, configurable: true });

  function bounds(start, end, length) {
    start = start === undefined ? 0 : Math.trunc(+start) || 0;
    end = end === undefined ? length : Math.trunc(+end) || 0;
    return [Math.max(0, Math.min(start, length)), Math.max(0, Math.min(end, length))];
  }
  function search(buffer, value, offset, encoding, isForward) {
    if (typeof offset === 'string') {
      encoding = offset;
      offset = undefined;
    }
    offset = Math.trunc(+offset);
    if (offset !== offset) offset = isForward ? 0 : buffer.length;
    if (offset < 0) offset += buffer.length;
    if (typeof value === 'number') {
      value &= 255;
      if (isForward) return apply(BYTES.indexOf, buffer, [value, Math.max(0, offset)]);
      return offset < 0 ? -1 : apply(BYTES.lastIndexOf, buffer, [value, offset]);
    }
    if (typeof value === 'string') value = statics.from(value, encoding);
    if (!(value instanceof Uint8Array)) {
      throw wrongType('value', 'one of type number or string or an instance of Buffer or Uint8Array', value);
    }
    const last = buffer.length - value.length;
    if (value.length === 0) return isForward ? Math.min(Math.max(0, offset), buffer.length) : Math.min(offset, buffer.length);
    const isAt = (at) => {
      for (let i = 0; i < value.length; i++) if (buffer[at + i] !== value[i]) return false;
      return true;
    };
    if (isForward) {
      for (let at = Math.max(0, offset); at <= last; at++) {
        at = apply(BYTES.indexOf, buffer, [value[0], at]);
        if (at === -1 || at > last) return -1;
        if (isAt(at)) return at;
      }
    } else {
      for (let at = Math.min(offset, last); at >= 0; at--) if (isAt(at)) return at;
    }
    return -1;
  }

  const methods = {
    toString(encoding, start, end) {
      if (arguments.length === 0) return decode(this, 'utf8');
      [start, end] = bounds(start, end, this.length);
      return end <= start ? '' : decode(start === 0 && end === this.length ? this : this.subarray(start, end), normalizeEncoding(encoding));
    },
    toJSON() { return { type: 'Buffer', data: Array.from(this) }; },
    equals(other) {
      checkBytes('otherBuffer', other);
      return statics.compare(this, other) === 0;
    },
    compare(other, otherStart, otherEnd, start, end) {
      checkBytes('target', other);
      return statics.compare(this.subarray(start ?? 0, end ?? this.length), other.subarray(otherStart ?? 0, otherEnd ?? other.length));
    },
    indexOf(value, offset, encoding) { return search(this, value, offset, encoding, true); },
    lastIndexOf(value, offset, encoding) { return search(this, value, offset, encoding, false); },
    includes(value, offset, encoding) { return this.indexOf(value, offset, encoding) !== -1; },
    slice(start, end) { return this.subarray(start, end); },
    write(text, offset, length, encoding) {
      if (typeof text !== 'string') throw wrongType('argument', 'of type string', text);
      if (typeof offset === 'string') [offset, length, encoding] = [0, undefined, offset];
      else if (typeof length === 'string') [length, encoding] = [undefined, length];
      offset = offset === undefined ? 0 : offset >>> 0;
      if (offset > this.length) throw outOfRange('offset', `>= 0 && <= ${this.length}`, offset);
      const room = Math.min(length ?? Infinity, this.length - offset);
      const name = normalizeEncoding(encoding);
      if (name === 'utf8') return host.encodeInto(text, this.subarray(offset, offset + room));
      let bytes = encode(text, name);
      if (bytes.length > room) bytes = bytes.slice(0, name === 'utf16le' ? room & ~1 : room);
      this.set(bytes, offset);
      return bytes.length;
    },
    copy(target, targetStart, start, end) {
      checkBytes('target', target);
      targetStart = targetStart === undefined ? 0 : Math.trunc(+targetStart) || 0;
      [start, end] = bounds(start, end, this.length);
      if (targetStart >= target.length || start >= end) return 0;
      const part = this.subarray(start, Math.min(end, start + target.length - targetStart));
      target.set(part, targetStart);
      return part.length;
    },
    fill(value, start, end, encoding) {
      if (typeof start === 'string') [start, encoding] = [undefined, start];
      else if (typeof end === 'string') [end, encoding] = [undefined, end];
      if (end > this.length) throw outOfRange('end', `>= 0 && <= ${this.length}`, end);
      [start, end] = bounds(start, end, this.length);
      if (typeof value === 'string' || value instanceof Uint8Array) {
        const bytes = typeof value === 'string' ? statics.from(value, encoding) : value;
        if (bytes.length === 0) return apply(BYTES.fill, this, [0, start, end]);
        for (let i = start; i < end; i++) this[i] = bytes[(i - start) % bytes.length];
        return this;
      }
      return apply(BYTES.fill, this, [typeof value === 'boolean' ? +value : value & 255, start, end]);
    },
  };
  for (const [name, size] of [['swap16', 2], ['swap32', 4], ['swap64', 8]]) {
    methods[name] = { [name]() {
      if (this.length % size !== 0) throw fail(RangeError, 'ERR_INVALID_BUFFER_SIZE', `Buffer size must be a multiple of ${size * 8}-bits`);
      for (let i = 0; i < this.length; i += size) apply(BYTES.reverse, this.subarray(i, i + size), []);
      return this;
    } }[name];
  }
  function outOfRange(name, range, value) {
    return fail(RangeError, 'ERR_OUT_OF_RANGE', `The value of "${name}" is out of range. It must be ${range}. Received ${typeof value === 'bigint' ? `${value}n` : value}`);
  }
  function place(buffer, offset, size) {
    if (typeof offset !== 'number') throw wrongType('offset', 'of type number', offset);
    if (!Number.isInteger(offset)) throw outOfRange('offset', 'an integer', offset);
    if (buffer.length < size) throw fail(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', 'Attempt to access memory outside buffer bounds');
    if (offset < 0 || offset > buffer.length - size) throw outOfRange('offset', `>= 0 and <= ${buffer.length - size}`, offset);
    return new DataView(buffer.buffer, buffer.byteOffset + offset, size);
  }
  for (const [kind, size, least, most] of [
    ['UInt8', 1, 0, 255], ['Int8', 1, -128, 127], ['UInt16', 2, 0, 65535], ['Int16', 2, -32768, 32767],
    ['UInt32', 4, 0, 4294967295], ['Int32', 4, -2147483648, 2147483647], ['Float', 4], ['Double', 8],
    ['BigInt64', 8, -(2n ** 63n), 2n ** 63n - 1n], ['BigUInt64', 8, 0n, 2n ** 64n - 1n],
  ]) {
    const cell = { Float: 'Float32', Double: 'Float64' }[kind] ?? kind.replace('UInt', 'Uint');
    for (const end of size === 1 ? [''] : ['LE', 'BE']) {
      const isLittle = end === 'LE';
      methods[`read${kind}${end}`] = function (offset = 0) { return place(this, offset, size)[`get${cell}`](0, isLittle); };
      methods[`write${kind}${end}`] = function (value, offset = 0) {
        if (least !== undefined && (typeof least === 'bigint' ? value : +value) > most || value < least) {
          throw outOfRange('value', `>= ${least} and <= ${most}`, value);
        }
        place(this, offset, size)[`set${cell}`](0, value, isLittle);
        return offset + size;
      };
    }
  }
  // The same of one to six bytes.
  function placeOf(buffer, offset, count) {
    if (!(count >= 1 && count <= 6)) throw outOfRange('byteLength', '>= 1 and <= 6', count);
    place(buffer, offset, count);
  }
  for (const end of ['LE', 'BE']) {
    methods[`readUInt${end}`] = function (offset, count) {
      placeOf(this, offset, count);
      let value = 0;
      for (let i = 0; i < count; i++) value = value * 256 + this[end === 'BE' ? offset + i : offset + count - 1 - i];
      return value;
    };
    methods[`readInt${end}`] = function (offset, count) {
      const value = this[`readUInt${end}`](offset, count);
      return value >= 2 ** (8 * count - 1) ? value - 2 ** (8 * count) : value;
    };
    methods[`writeUInt${end}`] = methods[`writeInt${end}`] = function (value, offset, count) {
      placeOf(this, offset, count);
      for (let i = 0; i < count; i++) {
        this[end === 'LE' ? offset + i : offset + count - 1 - i] = value;
        value = Math.floor(value / 256);
      }
      return offset + count;
    };
  }
  methods.toLocaleString = methods.toString;
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(value, 'name', { value: name });
    Object.defineProperty(Buffer.prototype, name, { value, writable: true, configurable: true });
    if (name.includes('UInt')) Object.defineProperty(Buffer.prototype, name.replace('UInt', 'Uint'), { value, writable: true, configurable: true });
  }
  for (const [name, encoding] of [['latin1', 'latin1'], ['ascii', 'ascii'], ['hex', 'hex'], ['utf8', 'utf8'], ['ucs2', 'utf16le'], ['base64', 'base64']]) {
    Object.defineProperties(Buffer.prototype, {
      [`${name}Slice`]: { value(start, end) { return this.toString(encoding, start, end); }, writable: true, configurable: true },
      [`${name}Write`]: { value(text, offset, length) { return this.write(text, offset, length, encoding); }, writable: true, configurable: true },
    });
  }
  Object.defineProperties(Buffer.prototype, {
    parent: { get() { return this.buffer; }, enumerable: false, configurable: true },
    offset: { get() { return this.byteOffset; }, enumerable: false, configurable: true },
    [Symbol.for('nodejs.util.inspect.custom')]: {
      value(depth, options) {
        const MOST = 50;
        let text = this.subarray(0, MOST).toString('hex').replace(/..(?!$)/g, '$& ');
        const more = this.length - MOST;
        if (more > 0) text += ` ... ${more} more byte${more > 1 ? 's' : ''}`;
        const extra = Object.keys(this).filter((key) => !/^\d+$/.test(key));
        for (const key of extra) text += `${text ? ', ' : ''}${key}: ${get('inspect')(this[key], { ...options, breakLength: Infinity })}`;
        return `<${this.constructor?.name ?? 'Buffer'} ${text}>`;
      },
      writable: true, configurable: true,
    },
  });
  const buffer = {
    Buffer, kMaxLength: 2 ** 53 - 1, kStringMaxLength: 536870888, INSPECT_MAX_BYTES: 50,
    constants: { MAX_LENGTH: 2 ** 53 - 1, MAX_STRING_LENGTH: 536870888 },
    atob, btoa,
    isUtf8: (bytes) => host.decodeUtf8(bytes, true, true) !== null,
    isAscii: (bytes) => bytes.every((byte) => byte < 128),
    SlowBuffer: Buffer,
  };
  for (const name of ['Blob', 'File']) {
    Object.defineProperty(buffer, name, { get: () => get(name), enumerable: true, configurable: true });
  }
  get('withAbsent')(buffer, 'buffer', 'programs have no use for it', 'transcode resolveObjectURL');
  Object.defineProperty(buffer, 'normalizeEncoding', { value: normalizeEncoding });
  return { Buffer, 'node:buffer': buffer };
})
