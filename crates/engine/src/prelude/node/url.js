// `querystring`, and `url` as it was before `URL`.
(function (host, get, isOwn, natives) {
  'use strict';
  const wrongType = (...args) => get('wrongType')(...args);
  // As `encodeURIComponent`, but that `'` stays, and half of a pair of surrogates is an error of node's.
  function escape(value) {
    if (typeof value !== 'string') value = typeof value === 'object' ? String(value) : `${value}`;
    try {
      return encodeURIComponent(value);
    } catch {
      throw get('fail')(URIError, 'ERR_INVALID_URI', 'URI malformed');
    }
  }
  const isHex = (digits) => /^[0-9a-fA-F]{2}$/.test(digits);
  function unescapeBuffer(text) {
    const bytes = [];
    for (let i = 0; i < text.length; i++) {
      if (text[i] === '%' && isHex(text.slice(i + 1, i + 3))) {
        bytes.push(parseInt(text.slice(i + 1, i + 3), 16));
        i += 2;
      } else bytes.push(text.charCodeAt(i) & 255);
    }
    return get('Buffer').from(bytes);
  }
  function unescape(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return unescapeBuffer(text).toString();
    }
  }
  function primitive(value) {
    if (typeof value === 'string') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return `${value}`;
    if (typeof value === 'bigint' || typeof value === 'boolean') return `${value}`;
    return '';
  }
  const querystring = {
    escape,
    unescape,
    unescapeBuffer,
    stringify(object, separator, equals, options) {
      separator = separator || '&';
      equals = equals || '=';
      const encode = options?.encodeURIComponent ?? querystring.escape;
      if (object === null || typeof object !== 'object') return '';
      const parts = [];
      for (const key of Object.keys(object)) {
        const start = encode(primitive(key)) + equals;
        const value = object[key];
        for (const one of Array.isArray(value) ? value : [value]) parts.push(start + encode(primitive(one)));
      }
      return parts.join(separator);
    },
    parse(text, separator, equals, options) {
      const found = { __proto__: null };
      if (typeof text !== 'string' || text.length === 0) return found;
      separator = separator ? `${separator}` : '&';
      equals = equals ? `${equals}` : '=';
      const most = typeof options?.maxKeys === 'number' ? options.maxKeys : 1000;
      const decode = options?.decodeURIComponent ?? querystring.unescape;
      const decoded = (part) => {
        part = part.replaceAll('+', ' ');
        if (!part.includes('%') && options?.decodeURIComponent === undefined) return part;
        try {
          return decode(part);
        } catch {
          return querystring.unescape(part);
        }
      };
      let parts = text.split(separator).filter((part) => part !== '');
      if (most > 0) parts = parts.slice(0, most);
      for (const part of parts) {
        const at = part.indexOf(equals);
        const key = decoded(at === -1 ? part : part.slice(0, at));
        const value = at === -1 ? '' : decoded(part.slice(at + equals.length));
        if (!(key in found)) found[key] = value;
        else if (Array.isArray(found[key])) found[key].push(value);
        else found[key] = [found[key], value];
      }
      return found;
    },
  };
  querystring.encode = querystring.stringify;
  querystring.decode = querystring.parse;

  // Protocols of which the host follows two slashes, whether they are written or not.
  const SLASHED = new Set(['http:', 'https:', 'ftp:', 'gopher:', 'file:', 'ws:', 'wss:']);
  function Url() {
    for (const part of ['protocol', 'slashes', 'auth', 'host', 'port', 'hostname', 'hash', 'search', 'query', 'pathname', 'path', 'href']) this[part] = null;
  }
  const quoted = (text) => text.replace(/[\t\n\r "'<>\\^`{|}]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
  Url.prototype.parse = function (text, parsesQuery = false, slashesDenoteHost = false) {
    if (typeof text !== 'string') throw wrongType('url', 'of type string', text);
    let rest = text.trim();
    const split = rest.search(/[?#]/);
    const head = split === -1 ? rest : rest.slice(0, split);
    rest = head.replaceAll('\\', '/') + (split === -1 ? '' : rest.slice(split));
    const scheme = /^[a-z0-9.+-]+:/i.exec(rest)?.[0];
    if (scheme !== undefined) {
      this.protocol = scheme.toLowerCase();
      rest = rest.slice(scheme.length);
    }
    const isScript = this.protocol === 'javascript:';
    if ((slashesDenoteHost || scheme !== undefined || /^\/\/[^@/]+@[^@/]+/.test(rest)) && rest.startsWith('//') && !isScript) {
      this.slashes = true;
      rest = rest.slice(2);
    }
    if (!isScript && (this.slashes || (this.protocol !== null && !SLASHED.has(this.protocol)))) {
      let end = rest.search(/[/?#]/);
      if (end === -1) end = rest.length;
      let host = rest.slice(0, end);
      rest = rest.slice(end);
      const at = host.lastIndexOf('@');
      if (at !== -1) {
        this.auth = decodeURIComponent(host.slice(0, at));
        host = host.slice(at + 1);
      }
      const port = /:([0-9]*)$/.exec(host);
      if (port !== null) {
        if (port[1] !== '') this.port = port[1];
        host = host.slice(0, -port[0].length);
      }
      const bad = host.search(/[^A-Za-z0-9._\-\u0080-\uffff[\]:]/);
      if (bad !== -1) {
        rest = `/${host.slice(bad)}${rest}`;
        host = host.slice(0, bad);
      }
      const isSix = host.startsWith('[') && host.endsWith(']');
      this.hostname = isSix ? host.slice(1, -1) : host.toLowerCase();
      if (/[^\x00-\x7f]/.test(this.hostname)) {
        try {
          this.hostname = new (get('URL'))(`http://${this.hostname}`).hostname;
        } catch {
          throw get('fail')(TypeError, 'ERR_INVALID_URL', 'Invalid URL');
        }
      }
      this.host = (isSix ? `[${this.hostname}]` : this.hostname) + (this.port === null ? '' : `:${this.port}`);
    }
    if (!isScript) rest = quoted(rest);
    const hash = rest.indexOf('#');
    if (hash !== -1) {
      this.hash = rest.slice(hash);
      rest = rest.slice(0, hash);
    }
    const query = rest.indexOf('?');
    if (query !== -1) {
      this.search = rest.slice(query);
      this.query = rest.slice(query + 1);
      rest = rest.slice(0, query);
      if (parsesQuery) this.query = querystring.parse(this.query);
    } else if (parsesQuery) {
      this.search = null;
      this.query = querystring.parse('');
    }
    if (rest !== '') this.pathname = rest;
    else if (this.protocol !== null && SLASHED.has(this.protocol) && this.hostname) this.pathname = '/';
    if (this.pathname !== null || this.search !== null) this.path = (this.pathname ?? '') + (this.search ?? '');
    this.href = this.format();
    return this;
  };
  Url.prototype.format = function () {
    const auth = this.auth ? `${encodeURIComponent(this.auth).replace(/%3A/i, ':')}@` : '';
    let protocol = this.protocol ?? '';
    if (protocol !== '' && !protocol.endsWith(':')) protocol += ':';
    let pathname = this.pathname ?? '';
    let hash = this.hash ?? '';
    let host = '';
    if (this.host) host = auth + this.host;
    else if (this.hostname) {
      host = auth + (this.hostname.includes(':') ? `[${this.hostname}]` : this.hostname);
      if (this.port) host += `:${this.port}`;
    }
    const query = this.query !== null && typeof this.query === 'object' ? querystring.stringify(this.query) : '';
    let search = this.search || (query && `?${query}`) || '';
    if (this.slashes || ((protocol === '' || SLASHED.has(protocol)) && host !== '')) {
      if (this.slashes || host) {
        if (pathname !== '' && pathname[0] !== '/') pathname = `/${pathname}`;
        host = `//${host}`;
      } else if (protocol === 'file:') host = '//';
    }
    if (hash !== '' && hash[0] !== '#') hash = `#${hash}`;
    if (search !== '' && search[0] !== '?') search = `?${search}`;
    pathname = pathname.replace(/[?#]/g, encodeURIComponent);
    search = search.replace('#', '%23');
    return protocol + host + pathname + search + hash;
  };
  Url.prototype.resolve = function (relative) {
    return this.resolveObject(urlOf(relative, false, true)).format();
  };
  Url.prototype.resolveObject = function (relative) {
    if (typeof relative === 'string') relative = urlOf(relative, false, true);
    const result = Object.assign(new Url(), this);
    result.hash = relative.hash;
    if (relative.href === '') {
      result.href = result.format();
      return result;
    }
    if (relative.protocol && relative.protocol !== result.protocol) {
      Object.assign(result, relative);
      result.href = result.format();
      return result;
    }
    if (relative.slashes && relative.host !== null) {
      for (const part of ['host', 'auth', 'hostname', 'port', 'pathname', 'search', 'query', 'slashes']) result[part] = relative[part];
    } else if (relative.pathname !== null) {
      const base = result.pathname ?? '';
      const joined = relative.pathname.startsWith('/') ? relative.pathname
        : base.slice(0, base.lastIndexOf('/') + 1) + relative.pathname;
      const isAbsolute = joined.startsWith('/') || Boolean(result.host);
      const kept = [];
      const parts = joined.split('/');
      parts.forEach((part, i) => {
        const isLast = i === parts.length - 1;
        if (part === '.') {
          if (isLast) kept.push('');
        } else if (part === '..') {
          if (kept.length > 0 && kept.at(-1) !== '..' && !(kept.length === 1 && kept[0] === '')) kept.pop();
          else if (!isAbsolute) kept.push('..');
          if (isLast) kept.push('');
        } else kept.push(part);
      });
      if (isAbsolute && kept[0] !== '') kept.unshift('');
      result.pathname = kept.join('/') || (isAbsolute ? '/' : null);
      result.search = relative.search;
      result.query = relative.query;
    } else if (relative.search !== null) {
      result.search = relative.search;
      result.query = relative.query;
    }
    if (result.pathname !== null || result.search !== null) result.path = (result.pathname ?? '') + (result.search ?? '');
    result.href = result.format();
    return result;
  };
  const urlOf = (url, parsesQuery, slashesDenoteHost) => (url instanceof Url ? url : new Url().parse(url, parsesQuery, slashesDenoteHost));
  const url = {
    Url,
    URL: get('URL'),
    URLSearchParams: get('URLSearchParams'),
    parse: urlOf,
    resolve: (from, to) => urlOf(from, false, true).resolve(to),
    resolveObject: (from, to) => (from ? urlOf(from, false, true).resolveObject(to) : to),
    format(given, options) {
      if (typeof given === 'string') return urlOf(given).format();
      if (given instanceof get('URL')) {
        const { fragment = true, search = true, auth = true, unicode = false } = options ?? {};
        const copy = new (get('URL'))(given.href);
        if (!fragment) copy.hash = '';
        if (!search) copy.search = '';
        if (!auth) copy.username = copy.password = '';
        return unicode ? copy.href.replace(copy.hostname, url.domainToUnicode(copy.hostname)) : copy.href;
      }
      if (typeof given !== 'object' || given === null) throw wrongType('urlObject', 'one of type object or string', given);
      return Reflect.apply(Url.prototype.format, Object.assign(new Url(), given), []);
    },
    domainToASCII: (domain) => natives.domain(`${domain}`, false),
    domainToUnicode: (domain) => natives.domain(`${domain}`, true),
    fileURLToPath(given) {
      if (typeof given !== 'string' && !(given instanceof get('URL'))) {
        throw wrongType('path', 'of type string or an instance of URL', given);
      }
      const parsed = typeof given === 'string' ? new (get('URL'))(given) : given;
      if (parsed.protocol !== 'file:') throw get('fail')(TypeError, 'ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file');
      if (parsed.hostname !== '') {
        throw get('fail')(TypeError, 'ERR_INVALID_FILE_URL_HOST', 'File URL host must be "localhost" or empty on linux');
      }
      if (/%2f/i.test(parsed.pathname)) {
        throw get('fail')(TypeError, 'ERR_INVALID_FILE_URL_PATH', 'File URL path must not include encoded / characters');
      }
      return decodeURIComponent(parsed.pathname);
    },
    pathToFileURL(path) {
      let pathname = get('node:path').resolve(path);
      if (path.endsWith('/') && !pathname.endsWith('/')) pathname += '/';
      const escaped = pathname.replace(/[%\\\n\r\t?#]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
      return new (get('URL'))(`file://${escaped}`);
    },
    urlToHttpOptions(given) {
      const { hostname, pathname, port, username, password, search, hash, protocol, href } = given;
      const options = {
        __proto__: null, ...given, protocol, hash, search, pathname, path: `${pathname || ''}${search || ''}`, href,
        hostname: hostname[0] === '[' ? hostname.slice(1, -1) : hostname,
      };
      if (port !== '') options.port = Number(port);
      if (username || password) options.auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
      return options;
    },
  };
  return { 'node:querystring': querystring, 'node:url': url };
})
