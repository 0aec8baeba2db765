// Values in the tagged form of `value::json`, read and written by node: `(require) => {decode, encode, TOO_LARGE}`.
//
// What is needed after a submission has started is taken out of the prototypes before: it may replace them.
((require) => {
  const uncurry = Function.prototype.bind.bind(Function.prototype.call);
  const { defineProperty, getOwnPropertyDescriptor } = Reflect;
  const { keys: ownKeys, hasOwn, is } = Object;
  const { isArray } = Array;
  const { stringify } = JSON;
  const types = { __proto__: null, ...require('util').types };
  const startsWith = uncurry(String.prototype.startsWith);
  const includes = uncurry(String.prototype.includes);
  const slice = uncurry(String.prototype.slice);
  const charCodeAt = uncurry(String.prototype.charCodeAt);
  const replaceAll = uncurry(String.prototype.replaceAll);
  const match = uncurry(RegExp.prototype.exec);
  const mapGet = uncurry(Map.prototype.get);
  const mapSet = uncurry(Map.prototype.set);
  const mapForEach = uncurry(Map.prototype.forEach);
  const setForEach = uncurry(Set.prototype.forEach);
  const dateValue = uncurry(Date.prototype.valueOf);
  const dateText = uncurry(Date.prototype.toISOString);
  const unbox = {
    __proto__: null,
    isNumberObject: uncurry(Number.prototype.valueOf),
    isStringObject: uncurry(String.prototype.valueOf),
    isBooleanObject: uncurry(Boolean.prototype.valueOf),
    isBigIntObject: uncurry(BigInt.prototype.valueOf),
  };
  const symbolDescription = uncurry(getOwnPropertyDescriptor(Symbol.prototype, 'description').get);
  const patternSource = uncurry(getOwnPropertyDescriptor(RegExp.prototype, 'source').get);
  const TypedArray = Object.getPrototypeOf(Uint8Array);
  const viewKind = uncurry(getOwnPropertyDescriptor(TypedArray.prototype, Symbol.toStringTag).get);
  const viewLength = uncurry(getOwnPropertyDescriptor(TypedArray.prototype, 'length').get);
  const viewBytes = uncurry(getOwnPropertyDescriptor(TypedArray.prototype, 'byteLength').get);
  const dataViewBytes = uncurry(getOwnPropertyDescriptor(DataView.prototype, 'byteLength').get);
  const dataViewByte = uncurry(DataView.prototype.getUint8);
  const bufferBytes = uncurry(getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength').get);
  const [MapOf, BytesOf] = [Map, Uint8Array];

  // ---- Arguments ----

  const ERRORS = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

  // The tag of an encoded object, null if it is a plain object.
  function tagOf(node) {
    const keys = ownKeys(node);
    return keys.length === 1 && keys[0].startsWith('$') ? keys[0] : null;
  }

  // Decodes the tagged form. First every object is made, then all are filled, because a `$ref` may point to
  // what comes later; both without recursion.
  function decode(text) {
    const document = JSON.parse(text);
    if (!text.includes('"$')) return document;
    const made = new Map();
    const resolve = (node) => {
      if (typeof node !== 'object' || node === null) return node;
      if (made.has(node)) return made.get(node);
      const tag = tagOf(node);
      const content = node[tag];
      switch (tag) {
        case '$undefined': return undefined;
        case '$number': return Number(content);
        case '$bigint': return BigInt(content);
        case '$utf16': return content.map((unit) => String.fromCharCode(unit)).join('');
        case '$ref': {
          const tokens = content.split('/').slice(1);
          const target = tokens.reduce((at, token) => at[token.replaceAll('~1', '/').replaceAll('~0', '~')], document);
          return made.get(target);
        }
        default: throw new Error(`an argument has the tag ${tag}, which this node cannot make`);
      }
    };

    // An object without its content, and the nodes in it; undefined for what is no object.
    function make(node) {
      if (isArray(node)) return [[], node];
      const tag = tagOf(node);
      const content = node[tag];
      switch (tag) {
        case null: return [{}, Object.values(node)];
        case '$object': return [{}, isArray(content) ? content.map(([, value]) => value) : Object.values(content)];
        case '$map': return [new Map(), content.flat()];
        case '$set': return [new Set(), content];
        case '$sparse': {
          const array = [];
          array.length = content[0];
          return [array, Object.values(content[1])];
        }
        case '$date': return [new Date(content === null ? NaN : content), []];
        case '$regexp': return [new RegExp(resolve(content[0]), content[1]), []];
        case '$buffer': return [Uint8Array.from(content).buffer, []];
        case '$boxed': return [Object(resolve(content)), []];
        case '$typed': {
          const [kind, elements] = content;
          const bytes = () => Uint8Array.from(elements).buffer;
          if (kind === 'DataView') return [new DataView(bytes()), []];
          const Kind = globalThis[kind];
          if (Kind === undefined) throw new Error(`this node has no ${kind}`);
          return [Kind.from(elements, kind.startsWith('Big') ? BigInt : Number), []];
        }
        case '$error': {
          const [name, message] = content.map(resolve);
          const Type = hasOwn(ERRORS, name) ? ERRORS[name] : Error;
          const error = new Type(message);
          if (error.name !== name) {
            defineProperty(error, 'name', { value: name, writable: true, enumerable: false, configurable: true });
          }
          return [error, []];
        }
        default: return [undefined, []];
      }
    }

    const open = [document];
    for (const node of open) {
      if (typeof node !== 'object' || node === null || made.has(node)) continue;
      const [value, children] = make(node);
      if (value === undefined) continue;
      made.set(node, value);
      for (const child of children) open.push(child);
    }

    const put = (object, key, node) => {
      // Assigning to `__proto__` would do something else.
      defineProperty(object, key, { value: resolve(node), writable: true, enumerable: true, configurable: true });
    };
    for (const [node, value] of made) {
      if (isArray(node)) {
        for (const child of node) value.push(resolve(child));
        continue;
      }
      const tag = tagOf(node);
      const content = node[tag];
      if (tag === null) for (const key of ownKeys(node)) put(value, key, node[key]);
      else if (tag === '$sparse') for (const key of ownKeys(content[1])) put(value, key, content[1][key]);
      else if (tag === '$map') for (const [key, item] of content) value.set(resolve(key), resolve(item));
      else if (tag === '$set') for (const item of content) value.add(resolve(item));
      else if (tag === '$object' && isArray(content)) for (const [key, item] of content) put(value, resolve(key), item);
      else if (tag === '$object') for (const key of ownKeys(content)) put(value, key, content[key]);
    }
    return resolve(document);
  }

  // ---- Results ----

  // What a value costs of the output limit besides its text, in bytes; the same as in the isolate engine.
  const NODE_BYTES = 8;
  const TOO_LARGE = { __proto__: null };
  const loneSurrogate = /\p{Surrogate}/u;
  const isWellFormed = (text) => match(loneSurrogate, text) === null;

  const special = (number) =>
    number !== number ? 'NaN'
      : number === Infinity ? 'Infinity'
        : number === -Infinity ? '-Infinity'
          : is(number, -0) ? '-0' : null;

  // What has no form as data, by a few words for people.
  function withoutDataForm(value) {
    if (types.isPromise(value)) return 'a Promise';
    if (types.isWeakMap(value)) return 'a WeakMap';
    if (types.isWeakSet(value)) return 'a WeakSet';
    if (types.isGeneratorObject(value)) return 'a generator';
    if (types.isMapIterator(value) || types.isSetIterator(value)) return 'an iterator';
    if (types.isSharedArrayBuffer(value)) return 'a SharedArrayBuffer';
    if (types.isSymbolObject(value)) return 'a boxed symbol';
    return null;
  }

  // The array indices among an array's keys, which come first and in ascending order.
  function indicesOf(keys) {
    let count = 0;
    while (count < keys.length && `${keys[count] >>> 0}` === keys[count] && keys[count] !== '4294967295') count++;
    return count;
  }

  // Encodes a value and all that it reaches, without recursion. Nothing of the program's runs but getters of
  // own properties.
  function encode(root, budget) {
    // Pointers of references count as well, lest a small value becomes a large text.
    const longest = 8 * budget + 65536;
    const seen = new MapOf();
    let out = '';
    // The innermost object that is begun but not ended; `up` leads outwards.
    let top = null;

    const spend = (bytes) => {
      budget -= bytes;
      if (budget < 0 || out.length > longest) throw TOO_LARGE;
    };
    const text = (value) => {
      spend(value.length);
      if (isWellFormed(value)) return stringify(value);
      let units = '';
      for (let i = 0; i < value.length; i++) units += (i ? ',' : '') + charCodeAt(value, i);
      return `{"$utf16":[${units}]}`;
    };
    const begin = (begun) => {
      begun.next = 0;
      begun.up = top;
      top = begun;
    };

    function node(value, path) {
      spend(NODE_BYTES);
      switch (typeof value) {
        case 'number': {
          const name = special(value);
          out += name === null ? value : `{"$number":"${name}"}`;
          return;
        }
        case 'string': out += text(value); return;
        case 'boolean': out += value; return;
        case 'undefined': out += '{"$undefined":true}'; return;
        case 'bigint': {
          const digits = `${value}`;
          spend(digits.length >> 1);
          out += `{"$bigint":"${digits}"}`;
          return;
        }
        case 'symbol': {
          const description = symbolDescription(value);
          out += `{"$symbol":${text(description === undefined ? '' : description)}}`;
          return;
        }
      }
      if (value === null) {
        out += 'null';
        return;
      }
      const known = mapGet(seen, value);
      if (known !== undefined) {
        out += `{"$ref":${stringify(known)}}`;
        return;
      }
      mapSet(seen, value, path);
      object(value, path);
    }

    function object(value, path) {
      if (types.isProxy(value)) {
        out += '{"$opaque":"a Proxy"}';
      } else if (typeof value === 'function') {
        const name = getOwnPropertyDescriptor(value, 'name')?.value;
        const shown = typeof name === 'string' && name !== '' ? `function ${slice(name, 0, 60)}` : 'a function';
        out += `{"$opaque":${text(shown)}}`;
      } else if (isArray(value)) {
        array(value, path);
      } else if (types.isMap(value)) {
        const list = { __proto__: null };
        let length = 0;
        mapForEach(value, (item, key) => {
          list[length++] = key;
          list[length++] = item;
        });
        out += '{"$map":[';
        begin({ kind: 'map', list, length, path: path + '/$map', end: length ? ']]}' : ']}' });
      } else if (types.isSet(value)) {
        const list = { __proto__: null };
        let length = 0;
        setForEach(value, (item) => {
          list[length++] = item;
        });
        out += '{"$set":[';
        begin({ kind: 'list', list, length, path: path + '/$set', end: ']}' });
      } else if (types.isDate(value)) {
        const time = dateValue(value);
        out += time !== time ? '{"$date":null}' : `{"$date":"${dateText(value)}"}`;
      } else if (types.isRegExp(value)) {
        const { flags } = value;
        out += `{"$regexp":[${text(patternSource(value))},${text(typeof flags === 'string' ? flags : '')}]}`;
      } else if (types.isNativeError(value)) {
        const { name, message } = value;
        out += `{"$error":[${text(typeof name === 'string' ? name : '')},${text(typeof message === 'string' ? message : '')}]}`;
      } else if (types.isArrayBufferView(value)) {
        view(value);
      } else if (types.isArrayBuffer(value) && !types.isSharedArrayBuffer(value)) {
        const length = bufferBytes(value);
        spend(length);
        const bytes = new BytesOf(value);
        let elements = '';
        for (let i = 0; i < length; i++) elements += (i ? ',' : '') + bytes[i];
        out += `{"$buffer":[${elements}]}`;
      } else {
        for (const kind in unbox) {
          if (types[kind](value)) {
            out += '{"$boxed":';
            node(unbox[kind](value), path);
            out += '}';
            return;
          }
        }
        const description = withoutDataForm(value);
        if (description === null) plain(value, path);
        else out += `{"$opaque":"${description}"}`;
      }
    }

    function plain(value, path) {
      const keys = ownKeys(value);
      const length = keys.length;
      spend(length * NODE_BYTES);
      let wellFormed = true;
      for (let i = 0; i < length && wellFormed; i++) wellFormed = isWellFormed(keys[i]);
      if (!wellFormed) {
        out += '{"$object":[';
        begin({ kind: 'pairs', value, keys, length, path: path + '/$object', end: ']]}' });
      } else if (length === 1 && startsWith(keys[0], '$')) {
        out += '{"$object":{';
        begin({ kind: 'keys', value, keys, length, path: path + '/$object', end: '}}' });
      } else {
        out += '{';
        begin({ kind: 'keys', value, keys, length, path, end: '}' });
      }
    }

    function array(value, path) {
      const { length } = value;
      // What is longer than the budget allows may still be empty, as `new Array(1e9)` is.
      let full = length * NODE_BYTES <= budget;
      for (let i = 0; full && i < length; i++) {
        if (value[i] === undefined) {
          full = indicesOf(ownKeys(value)) === length;
          break;
        }
      }
      if (full) {
        out += '[';
        begin({ kind: 'list', list: value, length, path, end: ']' });
      } else {
        const keys = ownKeys(value);
        const count = indicesOf(keys);
        spend(count * NODE_BYTES);
        if (count === length) throw TOO_LARGE;
        out += `{"$sparse":[${length},{`;
        begin({ kind: 'keys', value, keys, length: count, path: path + '/$sparse/1', end: '}]}' });
      }
    }

    function view(value) {
      let elements = '';
      if (types.isDataView(value)) {
        const length = dataViewBytes(value);
        spend(length);
        for (let i = 0; i < length; i++) elements += (i ? ',' : '') + dataViewByte(value, i);
        out += `{"$typed":["DataView",[${elements}]]}`;
        return;
      }
      spend(viewBytes(value));
      const kind = viewKind(value);
      const length = viewLength(value);
      for (let i = 0; i < length; i++) {
        const element = value[i];
        const name = typeof element === 'bigint' ? `${element}` : special(element);
        elements += (i ? ',' : '') + (name === null ? element : `"${name}"`);
      }
      out += `{"$typed":["${kind}",[${elements}]]}`;
    }

    // Writes the next value of the innermost object, or its end.
    function step(open) {
      const i = open.next++;
      if (i === open.length) {
        top = open.up;
        out += open.end;
        return;
      }
      const comma = i ? ',' : '';
      switch (open.kind) {
        case 'list':
          out += comma;
          node(open.list[i], `${open.path}/${i}`);
          return;
        case 'map':
          out += i % 2 ? ',' : i ? '],[' : '[';
          node(open.list[i], `${open.path}/${i >> 1}/${i % 2}`);
          return;
        case 'keys': {
          const key = open.keys[i];
          spend(key.length);
          out += `${comma}${stringify(key)}:`;
          const token = includes(key, '~') || includes(key, '/') ? replaceAll(replaceAll(key, '~', '~0'), '/', '~1') : key;
          node(open.value[key], `${open.path}/${token}`);
          return;
        }
        case 'pairs': {
          const key = open.keys[i];
          out += `${i ? '],[' : '['}${text(key)},`;
          node(open.value[key], `${open.path}/${i}/1`);
        }
      }
    }

    node(root, '#');
    while (top !== null) step(top);
    return out;
  }

  return { decode, encode, TOO_LARGE };
})
