// `URL` and `URLSearchParams`. URLs are parsed natively.
(function (host, get, isOwn, natives) {
  'use strict';
  const CUSTOM = Symbol.for('nodejs.util.inspect.custom');
  const PARTS = ['href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'hash'];
  function fail(Type, code, message, rest = {}) {
    return Object.assign(get('fail') === undefined ? new Type(message) : get('fail')(Type, code, message), { code }, rest);
  }
  const text = (value) => `${value}`.toWellFormed();

  // What a form sends: blanks as `+`, all but a few characters as bytes.
  const escaped = (value) => encodeURIComponent(value).replace(/%20/g, '+')
    .replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  function unescaped(value) {
    value = value.replaceAll('+', ' ');
    if (!value.includes('%')) return value;
    const bytes = [];
    for (let i = 0; i < value.length; i++) {
      const digits = value[i] === '%' ? value.slice(i + 1, i + 3) : '';
      if (/^[0-9a-fA-F]{2}$/.test(digits)) {
        bytes.push(parseInt(digits, 16));
        i += 2;
      } else if (value.charCodeAt(i) < 128) {
        bytes.push(value.charCodeAt(i));
      } else {
        const char = String.fromCodePoint(value.codePointAt(i));
        i += char.length - 1;
        const encoded = new Uint8Array(host.utf8Length(char));
        host.encodeInto(char, encoded);
        bytes.push(...encoded);
      }
    }
    return host.decodeUtf8(new Uint8Array(bytes), false, true);
  }
  const parse = (query) => query.split('&').filter((part) => part !== '').map((part) => {
    const at = part.indexOf('=');
    return at === -1 ? [unescaped(part), ''] : [unescaped(part.slice(0, at)), unescaped(part.slice(at + 1))];
  });

  function listed(name, shown, options) {
    if (shown.length === 0) return `${name} {}`;
    const isLong = shown.reduce((sum, one) => sum + one.length + 2, -2) > options.breakLength;
    return isLong ? `${name} {\n  ${shown.join(',\n  ')} }` : `${name} { ${shown.join(', ')} }`;
  }
  const IteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
  const iterator = Symbol('iterator');
  const ParamsIterator = Object.assign(Object.create(IteratorPrototype), {
    next() {
      const state = this[iterator];
      const pairs = state.pairs();
      if (state.at >= pairs.length) return { value: undefined, done: true };
      const [name, value] = pairs[state.at++];
      return { value: state.kind === 'keys' ? name : state.kind === 'values' ? value : [name, value], done: false };
    },
    [CUSTOM](depth, options, inspect) {
      const { at, kind, pairs } = this[iterator];
      const rest = pairs().slice(at).map((pair) => (kind === 'keys' ? pair[0] : kind === 'values' ? pair[1] : pair));
      return listed('URLSearchParams Iterator', rest.map((one) => inspect(one, options)), options);
    },
  });
  Object.defineProperty(ParamsIterator, CUSTOM, { enumerable: false });
  Object.defineProperty(ParamsIterator, Symbol.toStringTag, { value: 'URLSearchParams Iterator', configurable: true });
  function iterate(pairs, kind) {
    return Object.defineProperty(Object.create(ParamsIterator), iterator, { value: { pairs, kind, at: 0 } });
  }

  let attach; // gives the parameters of a URL what tells it of changes
  class URLSearchParams {
    #pairs = [];
    #tell = undefined;
    constructor(init = undefined) {
      if (init === undefined || init === null) return;
      if (typeof init !== 'object' && typeof init !== 'function') {
        init = text(init);
        this.#pairs = parse(init[0] === '?' ? init.slice(1) : init);
      } else if (init[Symbol.iterator] !== undefined && init[Symbol.iterator] !== null) {
        if (typeof init[Symbol.iterator] !== 'function') throw fail(TypeError, 'ERR_ARG_NOT_ITERABLE', 'Query pairs must be iterable');
        for (const pair of init) {
          if (typeof pair !== 'object' || pair === null || typeof pair[Symbol.iterator] !== 'function') {
            throw fail(TypeError, 'ERR_INVALID_TUPLE', 'Each query pair must be an iterable [name, value] tuple');
          }
          const both = [...pair];
          if (both.length !== 2) throw fail(TypeError, 'ERR_INVALID_TUPLE', 'Each query pair must be an iterable [name, value] tuple');
          this.#pairs.push(both.map(text));
        }
      } else {
        for (const key of Reflect.ownKeys(init)) {
          if (Object.getOwnPropertyDescriptor(init, key)?.enumerable) this.#pairs.push([text(key), text(init[key])]);
        }
      }
    }
    #changed() { this.#tell?.(this.toString()); }
    #check(args, count) {
      if (args.length < count) {
        const names = count === 2 ? 'The "name" and "value" arguments' : 'The "name" argument';
        throw fail(TypeError, 'ERR_MISSING_ARGS', `${names} must be specified`);
      }
    }
    get size() { return this.#pairs.length; }
    append(name, value) {
      this.#check(arguments, 2);
      this.#pairs.push([text(name), text(value)]);
      this.#changed();
    }
    delete(name, value = undefined) {
      this.#check(arguments, 1);
      name = text(name);
      const only = value === undefined ? undefined : text(value);
      this.#pairs = this.#pairs.filter((pair) => pair[0] !== name || (only !== undefined && pair[1] !== only));
      this.#changed();
    }
    get(name) {
      this.#check(arguments, 1);
      name = text(name);
      return this.#pairs.find((pair) => pair[0] === name)?.[1] ?? null;
    }
    getAll(name) {
      this.#check(arguments, 1);
      name = text(name);
      return this.#pairs.filter((pair) => pair[0] === name).map((pair) => pair[1]);
    }
    has(name, value = undefined) {
      this.#check(arguments, 1);
      name = text(name);
      const only = value === undefined ? undefined : text(value);
      return this.#pairs.some((pair) => pair[0] === name && (only === undefined || pair[1] === only));
    }
    set(name, value) {
      this.#check(arguments, 2);
      [name, value] = [text(name), text(value)];
      const first = this.#pairs.find((pair) => pair[0] === name);
      if (first === undefined) this.#pairs.push([name, value]);
      else {
        first[1] = value;
        this.#pairs = this.#pairs.filter((pair) => pair === first || pair[0] !== name);
      }
      this.#changed();
    }
    sort() {
      this.#pairs.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
      this.#changed();
    }
    forEach(callback, receiver = undefined) {
      if (typeof callback !== 'function') throw get('wrongType')?.('callback', 'of type function', callback) ?? new TypeError('callback must be a function');
      for (let i = 0; i < this.#pairs.length; i++) Reflect.apply(callback, receiver, [this.#pairs[i][1], this.#pairs[i][0], this]);
    }
    entries() { return iterate(() => this.#pairs, 'entries'); }
    keys() { return iterate(() => this.#pairs, 'keys'); }
    values() { return iterate(() => this.#pairs, 'values'); }
    toString() { return this.#pairs.map(([name, value]) => `${escaped(name)}=${escaped(value)}`).join('&'); }
    [CUSTOM](depth, options, inspect) {
      if (typeof depth === 'number' && depth < 0) return '[Object]';
      const shown = this.#pairs.map(([name, value]) => `${inspect(name, options)} => ${inspect(value, options)}`);
      return listed('URLSearchParams', shown, options);
    }
    static {
      attach = (params, query, tell) => {
        params.#pairs = parse(query[0] === '?' ? query.slice(1) : query);
        params.#tell = tell;
      };
    }
  }
  Object.defineProperty(URLSearchParams.prototype, Symbol.iterator, { value: URLSearchParams.prototype.entries, writable: true, configurable: true });
  Object.defineProperty(URLSearchParams.prototype, Symbol.toStringTag, { value: 'URLSearchParams', configurable: true });

  class URL {
    #parts;
    #params;
    constructor(input, base = undefined) {
      if (arguments.length === 0) throw fail(TypeError, 'ERR_MISSING_ARGS', 'The "url" argument must be specified');
      input = text(input);
      this.#parts = natives.parseUrl(input, base === undefined ? undefined : text(base));
      if (this.#parts === undefined) {
        throw fail(TypeError, 'ERR_INVALID_URL', 'Invalid URL', base === undefined ? { input } : { input, base: text(base) });
      }
    }
    static canParse(input, base = undefined) {
      if (arguments.length === 0) throw fail(TypeError, 'ERR_MISSING_ARGS', 'The "url" argument must be specified');
      return natives.parseUrl(text(input), base === undefined ? undefined : text(base)) !== undefined;
    }
    static createObjectURL() { throw fail(Error, 'ERR_FEATURE_UNAVAILABLE', 'URL.createObjectURL is not available in Tribunal'); }
    static revokeObjectURL() {}
    #set(part, value, keepsParams) {
      const parts = natives.setUrl(this.#parts[0], part, text(value));
      if (parts === undefined) {
        if (part === 'href') throw fail(TypeError, 'ERR_INVALID_URL', 'Invalid URL', { input: text(value) });
        return;
      }
      this.#parts = parts;
      if (this.#params !== undefined && !keepsParams && (part === 'href' || part === 'search')) this.#attach();
    }
    #attach() {
      attach(this.#params, this.search, (query) => this.#set('search', query, true));
    }
    get searchParams() {
      if (this.#params === undefined) {
        this.#params = new URLSearchParams();
        this.#attach();
      }
      return this.#params;
    }
    toString() { return this.#parts[0]; }
    toJSON() { return this.#parts[0]; }
    [CUSTOM](depth, options, inspect) {
      if (typeof depth === 'number' && depth < 0) return this;
      const shown = Object.create({ constructor: this.constructor });
      for (const part of PARTS) {
        if (part === 'hash') shown.searchParams = this.searchParams;
        shown[part] = this[part];
      }
      return `${this.constructor.name} ${inspect(shown, options).replace(/^[^{]*/, '')}`;
    }
    static part(url, index) { return url.#parts[index]; }
    static change(url, part, value) { url.#set(part, value, false); }
  }
  const { part, change } = URL;
  delete URL.part;
  delete URL.change;
  PARTS.forEach((name, index) => {
    const accessor = {
      get [name]() { return part(this, index); },
      set [name](value) { change(this, name, value); },
    };
    const property = Object.getOwnPropertyDescriptor(accessor, name);
    if (name === 'origin') delete property.set;
    Object.defineProperty(URL.prototype, name, property);
  });
  for (const name of ['searchParams', 'toString', 'toJSON']) Object.defineProperty(URL.prototype, name, { enumerable: true });
  Object.defineProperty(URL.prototype, Symbol.toStringTag, { value: 'URL', configurable: true });
  for (const name of ['append', 'delete', 'get', 'getAll', 'has', 'set', 'sort', 'forEach', 'entries', 'keys', 'values', 'toString', 'size']) {
    Object.defineProperty(URLSearchParams.prototype, name, { enumerable: true });
  }
  return { URL, URLSearchParams };
})
