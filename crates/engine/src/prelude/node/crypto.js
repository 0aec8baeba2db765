// `crypto`: hashes, random numbers, and what follows from both. Keys and ciphers are not there.
(function (host, get, isOwn, natives) {
  'use strict';
  const DOMException = get('DOMException');
  const fail = (Type, code, message) => {
    if (get('fail') !== undefined) return get('fail')(Type, code, message);
    return Object.assign(new Type(message), { code });
  };
  const wrongType = (...args) => get('wrongType')(...args);

  function getRandomValues(view) {
    if (!ArrayBuffer.isView(view) || /^(DataView|Float)/.test(Object.prototype.toString.call(view).slice(8))) {
      throw new DOMException('The data argument must be an integer-type TypedArray', 'TypeMismatchError');
    }
    if (view.byteLength > 65536) {
      throw new DOMException(`The requested length exceeds 65,536 bytes`, 'QuotaExceededError');
    }
    natives.randomInto(view);
    return view;
  }
  const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
  function randomUUID() {
    const bytes = new Uint8Array(16);
    natives.randomInto(bytes);
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    let text = '';
    bytes.forEach((byte, i) => { text += (i === 4 || i === 6 || i === 8 || i === 10 ? '-' : '') + hex[byte]; });
    return text;
  }
  const later = (callback, ...args) => get('later')(() => callback(...args));
  const REASON = 'keys and ciphers are not there';
  class SubtleCrypto {
    async digest(algorithm, data) {
      const name = `${typeof algorithm === 'object' ? algorithm?.name : algorithm}`.toUpperCase();
      if (!/^SHA-(1|256|384|512)$/.test(name)) throw new DOMException('Unrecognized algorithm name', 'NotSupportedError');
      const digest = natives.hash(name.replace('-', '').toLowerCase(), bytesOf(data)).buffer;
      return isOwn ? new Promise((resolve) => later(resolve, digest)) : digest;
    }
  }
  for (const name of ['encrypt', 'decrypt', 'sign', 'verify', 'generateKey', 'deriveKey', 'deriveBits', 'importKey', 'exportKey', 'wrapKey', 'unwrapKey']) {
    Object.defineProperty(SubtleCrypto.prototype, name, {
      value: { async [name]() { throw fail(Error, 'ERR_FEATURE_UNAVAILABLE', `crypto.subtle.${name} is not available in Tribunal: ${REASON}`); } }[name],
      writable: true, configurable: true,
    });
  }
  class Crypto {
    getRandomValues(view) { return getRandomValues(view); }
    randomUUID() { return randomUUID(); }
    get subtle() { return subtle; }
  }
  class CryptoKey {
    constructor() { throw fail(TypeError, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor'); }
  }
  for (const Class of [Crypto, SubtleCrypto, CryptoKey]) {
    Object.defineProperty(Class.prototype, Symbol.toStringTag, { value: Class.name, configurable: true });
  }
  const subtle = new SubtleCrypto();
  const webcrypto = new Crypto();
  function bytesOf(data) {
    if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return new Uint8Array(data);
  }
  const global = { crypto: webcrypto, Crypto, SubtleCrypto, CryptoKey };
  if (!isOwn) return global;

  // Names of algorithms as node takes them, and as the native does.
  const HASHES = {
    __proto__: null, md5: 'md5', sha1: 'sha1', sha224: 'sha224', sha256: 'sha256', sha384: 'sha384', sha512: 'sha512',
    'sha512-224': 'sha512-224', 'sha512-256': 'sha512-256',
  };
  const BLOCKS = { __proto__: null, sha384: 128, sha512: 128, 'sha512-224': 128, 'sha512-256': 128 };
  function hashName(algorithm) {
    if (typeof algorithm !== 'string') throw wrongType('algorithm', 'of type string', algorithm);
    const name = algorithm.toLowerCase().replace(/^rsa-/, '').replace(/^sha-/, 'sha').replace('/', '-');
    if (HASHES[name] !== undefined) return name;
    if (/^(blake2|sha3-|shake|ripemd|rmd160|sm3|whirlpool)/.test(name)) {
      throw fail(Error, 'ERR_FEATURE_UNAVAILABLE', `crypto: the hash '${algorithm}' is not available in Tribunal`);
    }
    return undefined;
  }
  // The bytes of a text or of a view of bytes.
  function dataOf(data, encoding, name = 'data') {
    if (typeof data === 'string') return get('Buffer').from(data, encoding === 'buffer' ? undefined : encoding);
    if (ArrayBuffer.isView(data)) return bytesOf(data);
    if (data instanceof ArrayBuffer && name === 'key') return bytesOf(data);
    throw wrongType(name, 'of type string or an instance of Buffer, TypedArray, or DataView', data);
  }
  function joined(parts) {
    if (parts.length === 1) return parts[0];
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
  function given(bytes, encoding) {
    const buffer = get('Buffer').from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return encoding === undefined || encoding === 'buffer' ? buffer : buffer.toString(encoding);
  }
  const finalized = () => fail(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called');
  const STATE = Symbol('kState');
  const { Transform } = get('node:stream');
  // What hashes and keyed hashes have in common: data that is added, and what becomes of it. They are streams, too.
  class Digest extends Transform {
    _transform(chunk, encoding, callback) {
      this.update(chunk, encoding);
      callback();
    }
    _flush(callback) {
      this.push(this.digest());
      callback();
    }
    update(data, encoding) {
      const state = this[STATE];
      if (state.isDone) throw finalized();
      const bytes = dataOf(data, encoding);
      // What is the program's own may change before it is looked at.
      state.parts.push(typeof data === 'string' ? bytes : bytes.slice());
      if (state.parts.length > 1024) state.parts = [joined(state.parts)];
      return this;
    }
  }
  const begin = (object, state) => Object.defineProperty(object, STATE, { value: { parts: [], isDone: false, ...state } });
  class Hash extends Digest {
    constructor(algorithm, options) {
      super(options);
      const name = hashName(algorithm);
      if (name === undefined) throw fail(Error, 'ERR_OSSL_EVP_UNSUPPORTED', 'Digest method not supported');
      begin(this, { name });
    }
    digest(encoding) {
      const state = this[STATE];
      if (state.isDone) throw finalized();
      state.isDone = true;
      return given(natives.hash(state.name, joined(state.parts)), encoding);
    }
    copy(options) {
      if (this[STATE].isDone) throw finalized();
      const copy = new Hash(this[STATE].name, options);
      copy[STATE].parts = [...this[STATE].parts];
      return copy;
    }
  }
  function hmacOf(name, key, parts) {
    const block = BLOCKS[name] ?? 64;
    const padded = new Uint8Array(block);
    padded.set(key.length > block ? natives.hash(name, key) : key);
    const inner = natives.hash(name, joined([padded.map((byte) => byte ^ 0x36), ...parts]));
    return natives.hash(name, joined([padded.map((byte) => byte ^ 0x5c), inner]));
  }
  class Hmac extends Digest {
    constructor(algorithm, key, options) {
      super(options);
      const name = hashName(algorithm);
      if (name === undefined) throw fail(Error, 'ERR_CRYPTO_INVALID_DIGEST', `Invalid digest: ${algorithm}`);
      begin(this, { name, key: dataOf(key, options?.encoding, 'key').slice() });
    }
    digest(encoding) {
      const state = this[STATE];
      if (state.isDone) return encoding === undefined || encoding === 'buffer' ? get('Buffer').alloc(0) : '';
      state.isDone = true;
      return given(hmacOf(state.name, state.key, state.parts), encoding);
    }
  }
  function pbkdf2Sync(password, salt, iterations, length, algorithm) {
    const name = hashName(algorithm);
    if (name === undefined) throw fail(TypeError, 'ERR_CRYPTO_INVALID_DIGEST', `Invalid digest: ${algorithm}`);
    const key = dataOf(password, undefined, 'password');
    const start = dataOf(salt, undefined, 'salt');
    const blocks = [];
    for (let made = 0, index = 1; made < length; index++) {
      let last = hmacOf(name, key, [start, new Uint8Array([index >>> 24, index >>> 16, index >>> 8, index])]);
      const sum = last.slice();
      for (let i = 1; i < iterations; i++) {
        last = hmacOf(name, key, [last]);
        for (let j = 0; j < sum.length; j++) sum[j] ^= last[j];
      }
      blocks.push(sum);
      made += sum.length;
    }
    return given(joined(blocks).slice(0, length));
  }

  const isFunction = (value) => typeof value === 'function';
  function sizeOf(size, name = 'size', most = 2147483647) {
    if (typeof size !== 'number') throw wrongType(name, 'of type number', size);
    if (!(size >= 0 && size <= most)) {
      throw fail(RangeError, 'ERR_OUT_OF_RANGE', `The value of "${name}" is out of range. It must be >= 0 && <= ${most}. Received ${size}`);
    }
    return size;
  }
  function randomBytes(size, callback) {
    const bytes = get('Buffer').alloc(Math.floor(sizeOf(size)));
    natives.randomInto(bytes);
    if (callback === undefined) return bytes;
    if (!isFunction(callback)) throw wrongType('callback', 'of type function', callback);
    later(callback, null, bytes);
    return undefined;
  }
  function randomFillSync(target, offset = 0, size = undefined) {
    const bytes = bytesOf(target);
    const unit = target.BYTES_PER_ELEMENT ?? 1;
    offset = sizeOf(offset, 'offset', bytes.length) * unit;
    natives.randomInto(bytes.subarray(offset, size === undefined ? undefined : offset + sizeOf(size) * unit));
    return target;
  }
  const MOST = 2 ** 48;
  function randomInt(min, max, callback) {
    if (max === undefined || isFunction(max)) [min, max, callback] = [0, min, max];
    for (const [name, value] of [['min', min], ['max', max]]) {
      if (!Number.isSafeInteger(value)) throw wrongType(name, 'a safe integer', value);
    }
    if (max <= min) {
      throw fail(RangeError, 'ERR_OUT_OF_RANGE', `The value of "max" is out of range. It must be greater than the value of "min" (${min}). Received ${max}`);
    }
    const range = max - min;
    if (!(range < MOST)) {
      throw fail(RangeError, 'ERR_OUT_OF_RANGE', `The value of "max - min" is out of range. It must be <= ${MOST - 1}. Received ${String(range).replace(/\B(?=(\d{3})+$)/g, '_')}`);
    }
    if (callback !== undefined && !isFunction(callback)) throw wrongType('callback', 'of type function', callback);
    // Numbers beyond the last whole multiple of the range would favour the small ones.
    const limit = MOST - (MOST % range);
    const parts = new Uint16Array(3);
    let number;
    do {
      natives.randomInto(parts);
      number = parts[0] * 2 ** 32 + parts[1] * 2 ** 16 + parts[2];
    } while (number >= limit);
    number = min + (number % range);
    if (callback === undefined) return number;
    get('nextTick')(callback, undefined, number);
    return undefined;
  }
  function timingSafeEqual(a, b) {
    const [one, other] = [['buf1', a], ['buf2', b]].map(([name, value]) => {
      if (!ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer)) {
        throw wrongType(name, 'an instance of ArrayBuffer, Buffer, TypedArray, or DataView', value);
      }
      return bytesOf(value);
    });
    if (one.length !== other.length) {
      throw fail(RangeError, 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH', 'Input buffers must have the same byte length');
    }
    return one.every((byte, i) => byte === other[i]);
  }
  // Classes that node lets programs make without `new`.
  const callable = (Class) => {
    const made = { [Class.name]: function (...args) { return Reflect.construct(Class, args); } }[Class.name];
    made.prototype = Class.prototype;
    return made;
  };
  const crypto = {
    createHash: (algorithm, options) => new Hash(algorithm, options),
    createHmac: (algorithm, key, options) => new Hmac(algorithm, key, options),
    hash(algorithm, data, encoding = 'hex') { return new Hash(algorithm).update(data).digest(encoding); },
    Hash: callable(Hash),
    Hmac: callable(Hmac),
    getHashes: () => ['RSA-MD5', 'RSA-SHA1', 'RSA-SHA224', 'RSA-SHA256', 'RSA-SHA384', 'RSA-SHA512', 'RSA-SHA512/224', 'RSA-SHA512/256', ...Object.keys(HASHES)],
    getCiphers: () => [],
    getCurves: () => [],
    getFips: () => 0,
    pbkdf2Sync,
    pbkdf2(...args) {
      const callback = args.pop();
      later(callback, null, pbkdf2Sync(...args));
    },
    randomBytes, pseudoRandomBytes: randomBytes, rng: randomBytes, prng: randomBytes,
    randomFillSync,
    randomFill(target, ...args) {
      const callback = args.pop();
      randomFillSync(target, ...args);
      later(callback, null, target);
    },
    randomInt,
    randomUUID: (options) => randomUUID(options),
    timingSafeEqual,
    getRandomValues,
    webcrypto,
    subtle,
  };
  return { ...global, 'node:crypto': crypto };
})
