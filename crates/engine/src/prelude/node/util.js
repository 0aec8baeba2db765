// `util`, and deep equality as `assert` knows it, too.
(function (host, get) {
  'use strict';
  const { apply, ownKeys, getPrototypeOf } = Reflect;
  const wrongType = (...args) => get('wrongType')(...args);
  const kindOf = (value) => (typeof value === 'object' && value !== null ? host.kind(value) : '');
  const isEnumerable = (object, key) => apply(Object.prototype.propertyIsEnumerable, object, [key]);

  const is = (kind) => (value) => kindOf(value) === kind;
  const tagOf = Object.getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;
  const types = {
    isAnyArrayBuffer: (value) => /^(Shared)?ArrayBuffer$/.test(kindOf(value)),
    isArgumentsObject: is('Arguments'),
    isArrayBuffer: is('ArrayBuffer'),
    isArrayBufferView: ArrayBuffer.isView,
    isAsyncFunction: (value) => typeof value === 'function' && host.kind(value).startsWith('Async'),
    isBigIntObject: is('BoxedBigInt'),
    isBooleanObject: is('BoxedBoolean'),
    isBoxedPrimitive: (value) => kindOf(value).startsWith('Boxed'),
    isDataView: is('DataView'),
    isDate: is('Date'),
    isExternal: () => false,
    isGeneratorFunction: (value) => typeof value === 'function' && host.kind(value).endsWith('GeneratorFunction'),
    isGeneratorObject: is('Generator'),
    isMap: is('Map'),
    isMapIterator: is('MapIterator'),
    isModuleNamespaceObject: is('Module'),
    isNativeError: is('Error'),
    isNumberObject: is('BoxedNumber'),
    isPromise: is('Promise'),
    isProxy: (value) => (typeof value === 'object' || typeof value === 'function') && host.proxyDetails(value) !== undefined,
    isRegExp: is('RegExp'),
    isSet: is('Set'),
    isSetIterator: is('SetIterator'),
    isSharedArrayBuffer: is('SharedArrayBuffer'),
    isStringObject: is('BoxedString'),
    isSymbolObject: is('BoxedSymbol'),
    isTypedArray: is('TypedArray'),
    isWeakMap: is('WeakMap'),
    isWeakSet: is('WeakSet'),
  };
  for (const name of ['Uint8Array', 'Uint8ClampedArray', 'Uint16Array', 'Uint32Array', 'Int8Array', 'Int16Array', 'Int32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array']) {
    types[`is${name}`] = (value) => ArrayBuffer.isView(value) && apply(tagOf, value, []) === name;
  }

  // Deep equality; `isStrict` as `deepStrictEqual`, otherwise as `deepEqual`.
  function isDeepEqual(a, b, isStrict, seen = new Map()) {
    if (a === b) return a !== 0 || !isStrict || Object.is(a, b);
    if (isStrict) {
      if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
      if (getPrototypeOf(a) !== getPrototypeOf(b)) return false;
    } else {
      const isObject = [a, b].map((value) => typeof value === 'object' && value !== null);
      if (!isObject[0] && !isObject[1]) return a == b || (a !== a && b !== b);
      if (!isObject[0] || !isObject[1]) return false;
    }
    const kind = kindOf(a);
    if (kind !== kindOf(b)) return false;
    if (apply(Object.prototype.toString, a, []) !== apply(Object.prototype.toString, b, [])) return false;
    switch (kind) {
      case 'Array':
        if (a.length !== b.length) return false;
        break;
      case 'Date':
        if (!Object.is(a.getTime(), b.getTime())) return false;
        break;
      case 'RegExp':
        if (`${a}` !== `${b}` || a.lastIndex !== b.lastIndex) return false;
        break;
      case 'Error':
        if (a.message !== b.message || a.name !== b.name) return false;
        if (!isDeepEqual(a.cause, b.cause, isStrict, seen) || !isDeepEqual(a.errors, b.errors, isStrict, seen)) return false;
        break;
      case 'TypedArray':
        if (a.length !== b.length) return false;
        for (let i = 0; i < a.length; i++) {
          if (isStrict ? !Object.is(a[i], b[i]) : a[i] !== b[i] && !(a[i] !== a[i] && b[i] !== b[i])) return false;
        }
        break;
      case 'ArrayBuffer':
      case 'SharedArrayBuffer':
        if (!isDeepEqual(new Uint8Array(a), new Uint8Array(b), isStrict, seen)) return false;
        break;
      case 'DataView':
        if (!isDeepEqual(new Uint8Array(a.buffer, a.byteOffset, a.byteLength), new Uint8Array(b.buffer, b.byteOffset, b.byteLength), isStrict, seen)) return false;
        break;
      case 'Map':
      case 'Set':
        if (a.size !== b.size) return false;
        break;
      case 'WeakMap':
      case 'WeakSet':
      case 'Promise':
        return false;
      default:
        if (kind.startsWith('Boxed') && !Object.is(a.valueOf(), b.valueOf())) return false;
    }
    // A pair that is being compared is equal as far as the rest is.
    if (seen.get(a) === b) return true;
    if (seen.has(a)) return false;
    seen.set(a, b);
    try {
      const keys = (value) => ownKeys(value).filter((key) =>
        isEnumerable(value, key) && (isStrict || typeof key !== 'symbol') && !(kind === 'TypedArray' && /^\d+$/.test(String(key))));
      const mine = keys(a);
      if (mine.length !== keys(b).length) return false;
      if (!mine.every((key) => isEnumerable(b, key) && isDeepEqual(a[key], b[key], isStrict, seen))) return false;
      if (kind === 'Set') return areSetsEqual(a, b, isStrict, seen);
      return kind !== 'Map' || areMapsEqual(a, b, isStrict, seen);
    } finally {
      seen.delete(a);
    }
  }
  function areSetsEqual(a, b, isStrict, seen) {
    const rest = [];
    for (const item of a) if (!b.has(item)) rest.push(item);
    if (rest.length === 0) return true;
    const candidates = [...b].filter((item) => !a.has(item));
    return rest.every((item) => {
      if (isStrict && (typeof item !== 'object' || item === null)) return false;
      const index = candidates.findIndex((other) => isDeepEqual(item, other, isStrict, seen));
      if (index === -1) return false;
      candidates.splice(index, 1);
      return true;
    });
  }
  function areMapsEqual(a, b, isStrict, seen) {
    const rest = [];
    for (const [key, value] of a) {
      if (!b.has(key)) rest.push([key, value]);
      else if (!isDeepEqual(value, b.get(key), isStrict, seen)) return false;
    }
    if (rest.length === 0) return true;
    const candidates = [...b].filter(([key]) => !a.has(key));
    return rest.every(([key, value]) => {
      const index = candidates.findIndex(([other, there]) => isDeepEqual(key, other, isStrict, seen) && isDeepEqual(value, there, isStrict, seen));
      if (index === -1) return false;
      candidates.splice(index, 1);
      return true;
    });
  }

  const PROMISIFIED = Symbol.for('nodejs.util.promisify.custom');
  function promisify(original) {
    if (typeof original !== 'function') throw wrongType('original', 'of type function', original);
    if (original[PROMISIFIED]) return Object.defineProperty(original[PROMISIFIED], PROMISIFIED, { value: original[PROMISIFIED], configurable: true });
    function promised(...args) {
      return new Promise((resolve, reject) => {
        apply(original, this, [...args, (error, ...values) => (error ? reject(error) : resolve(values[0]))]);
      });
    }
    Object.setPrototypeOf(promised, getPrototypeOf(original));
    return Object.defineProperties(promised, {
      ...Object.getOwnPropertyDescriptors(original),
      [PROMISIFIED]: { value: promised, configurable: true },
    });
  }
  promisify.custom = PROMISIFIED;
  const legacy = {
    isArray: Array.isArray,
    isBoolean: (value) => typeof value === 'boolean',
    isBuffer: (value) => get('Buffer').isBuffer(value),
    isNull: (value) => value === null,
    isNullOrUndefined: (value) => value == null,
    isNumber: (value) => typeof value === 'number',
    isString: (value) => typeof value === 'string',
    isSymbol: (value) => typeof value === 'symbol',
    isUndefined: (value) => value === undefined,
    isRegExp: types.isRegExp,
    isObject: (value) => value !== null && typeof value === 'object',
    isDate: types.isDate,
    isError: (value) => types.isNativeError(value) || value instanceof Error,
    isFunction: (value) => typeof value === 'function',
    isPrimitive: (value) => value === null || (typeof value !== 'object' && typeof value !== 'function'),
  };
  const util = {
    format: (...args) => get('formatWithOptions')(undefined, args),
    formatWithOptions: (options, ...args) => get('formatWithOptions')(options, args),
    inspect: get('inspect'),
    isDeepStrictEqual: (a, b) => isDeepEqual(a, b, true),
    promisify,
    callbackify(original) {
      return function (...args) {
        const callback = args.pop();
        const later = (...results) => get('nextTick')(callback, ...results);
        apply(original, this, args).then((value) => later(null, value), (error) => later(error ?? new Error('Promise was rejected with a falsy value')));
      };
    },
    inherits(child, parent) {
      if (typeof child !== 'function') throw wrongType('ctor', 'of type function', child);
      if (typeof parent !== 'function') throw wrongType('superCtor', 'of type function', parent);
      Object.defineProperty(child, 'super_', { value: parent, writable: true, configurable: true });
      Object.setPrototypeOf(child.prototype, parent.prototype);
    },
    deprecate: (original) => original,
    debuglog: () => Object.assign(() => {}, { enabled: false }),
    debug: () => Object.assign(() => {}, { enabled: false }),
    log: (...args) => get('console').log(...args),
    stripVTControlCharacters: (text) => text.replace(/\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07]*\x07|\x1b[@-Z\\-_]/g, ''),
    // There is no terminal to see a style on, so that it has to be asked for with emphasis.
    styleText(format, text, { validateStream = true } = {}) {
      if (validateStream) return text;
      const { colors } = get('inspect');
      return [format].flat().reduceRight((inner, name) => `\x1b[${colors[name][0]}m${inner}\x1b[${colors[name][1]}m`, text);
    },
    parseArgs: (...args) => get('parseArgs')(...args),
    toUSVString: (text) => `${text}`.toWellFormed(),
    types,
    TextEncoder,
    TextDecoder,
    _extend: (target, source) => Object.assign(target, source),
    ...legacy,
  };
  Object.assign(types, { isKeyObject: () => false, isCryptoKey: () => false });
  get('withAbsent')(util, 'util', 'it is of no use to a program with one input and one output',
    'aborted getSystemErrorMap getSystemErrorName MIMEType MIMEParams parseEnv transferableAbortController transferableAbortSignal _errnoException _exceptionWithHostPort');
  return { 'node:util': util, 'node:util/types': types, isDeepEqual };
})
