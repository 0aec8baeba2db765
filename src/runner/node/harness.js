// Runs one case of a submission in node, and tells the judge what came of it.
//
// The judge sends two lines of JSON on standard input: the job, and the arguments in the tagged form of
// `value::json`. It gets lines of JSON on standard output: `{"ready":..}` once the submission may start, and
// then the outcome and, if the function returned, the result in the tagged form. What the submission writes
// to its console goes to standard error.
//
// The submission runs in this very context, so that whatever is needed after it has started is taken out of
// the prototypes before: it may replace them, or just have added to them.
'use strict';
// Later, because `node -e` sets its globals back when the text that it was given has run.
setImmediate((require) => {
  const fs = require('fs');
  const vm = require('vm');
  const util = require('util');
  const { Writable } = require('stream');

  const uncurry = Function.prototype.bind.bind(Function.prototype.call);
  const { apply, construct, defineProperty, getOwnPropertyDescriptor } = Reflect;
  const { keys: ownKeys, hasOwn } = Object;
  const { isArray } = Array;
  const { is } = Object;
  const { floor } = Math;
  const { stringify } = JSON;
  const { inspect } = util;
  const types = { __proto__: null, ...util.types };
  const write = fs.writeSync;
  const toBytes = Buffer.from.bind(Buffer);
  const toText = String;
  const later = setImmediate;
  const monotonic = performance.now.bind(performance);
  const cpuUsage = process.cpuUsage.bind(process);
  const memoryUsage = process.memoryUsage.bind(process);
  const resourceUsage = process.resourceUsage.bind(process);
  const exit = process.reallyExit.bind(process);
  const then = uncurry(Promise.prototype.then);
  const startsWith = uncurry(String.prototype.startsWith);
  const includes = uncurry(String.prototype.includes);
  const indexOf = uncurry(String.prototype.indexOf);
  const slice = uncurry(String.prototype.slice);
  const charCodeAt = uncurry(String.prototype.charCodeAt);
  const replaceAll = uncurry(String.prototype.replaceAll);
  const match = uncurry(RegExp.prototype.exec);
  const mapGet = uncurry(Map.prototype.get);
  const mapHas = uncurry(Map.prototype.has);
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
  const [MapOf, BytesOf, ErrorOf] = [Map, Uint8Array, Error];
  // The private note of where a module does not compile, which node shows only in what it prints itself.
  let decorate = () => {};
  try {
    ({ decorateErrorStack: decorate } = require('internal/util'));
  } catch {
    // Another node: such errors come without their place.
  }

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

  // ---- What the submission finds around it ----

  function define(name, value) {
    defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true });
  }

  const noModules = (name) => {
    const error = new Error(`Cannot find module '${name}': submissions run without modules`);
    error.code = 'MODULE_NOT_FOUND';
    throw error;
  };

  // Makes the globals those that the isolate engine has, as far as node has them not; gives the function
  // that runs the next timer.
  function prepare() {
    // `node -e` makes globals of node's own modules and of what a CommonJS module sees.
    for (const name of require('module').builtinModules) {
      if (name !== 'console' && name !== 'process') delete globalThis[name];
    }
    delete globalThis.__filename;
    delete globalThis.__dirname;
    const module = { exports: {} };
    define('module', module);
    define('exports', module.exports);
    define('require', function require(name) {
      noModules(name);
    });
    define('self', globalThis);

    // The judge's answer is alone on standard output; the console goes to standard error, at once: what
    // node's own streams have not written when the process ends is lost.
    const sink = new Writable({
      decodeStrings: true,
      write(bytes, _, done) {
        writeAll(2, bytes);
        done();
      },
    });
    defineProperty(process, 'stdout', { get: () => sink, configurable: true });
    defineProperty(process, 'stderr', { get: () => sink, configurable: true });

    // CPU time, so that what the submission sees of it does not depend on what else the machine does.
    const clock = () => (started === null ? 0 : (micros(cpuUsage()) - started.cpu) / 1e3);
    const { runNextTimer, ...globals } = timers({ clock, enqueueMicrotask: queueMicrotask, reportUncaught: threw, Date });
    for (const name of ownKeys(globals)) define(name, globals[name]);
    return runNextTimer;
  }

  // ---- The run ----

  const job = fs.readFileSync(0, 'utf8');
  const endOfJob = job.indexOf('\n');
  const { name: filename, source, function: name, is_module: mustBeModule, output_bytes: outputBytes } = JSON.parse(job.slice(0, endOfJob));
  const micros = ({ user, system }) => user + system;
  const used = () => {
    const { heapUsed, arrayBuffers } = memoryUsage();
    return heapUsed + arrayBuffers;
  };

  let started = null; // what the clocks showed when the submission started
  let compileMicros = 0;
  let stage = 'compile';
  let usedBefore = 0;
  let peakBefore = 0;

  function writeAll(fd, bytes) {
    for (let at = 0; at < bytes.length;) at += write(fd, bytes, at);
  }

  function send(text) {
    writeAll(1, toBytes(text));
  }

  // Tells the outcome and ends the process.
  function finish(outcome, value) {
    const header = { __proto__: null, outcome, compile_us: compileMicros, cpu_us: 0, wall_us: 0, peak_bytes: 0, used_bytes: 0 };
    if (started !== null) {
      header.cpu_us = micros(cpuUsage()) - started.cpu;
      header.wall_us = floor((monotonic() - started.wall) * 1e3);
      header.peak_bytes = (resourceUsage().maxRSS - peakBefore) * 1024;
      header.used_bytes = used() - usedBefore;
      if (header.used_bytes < 0) header.used_bytes = 0;
    }
    if (outcome === 'threw' || outcome === 'compile_error') {
      header.error = describe(value);
      value = '';
    } else if (outcome === 'no_answer') {
      header.reason = value;
      value = '';
    }
    send(`${stringify(header)}\n${value}\n`);
    exit(0);
  }

  function returned(value) {
    let text;
    try {
      text = encode(value, outputBytes);
    } catch (error) {
      if (error === TOO_LARGE) finish('too_large', '');
      else threw(error);
      return;
    }
    finish('returned', text);
  }

  function threw(error) {
    finish('threw', error);
  }

  // The error as text and place in the submission's own source.
  function describe(error) {
    const described = { __proto__: null, text: '', location: null };
    try {
      if (types.isProxy(error)) {
        described.text = 'a Proxy';
      } else if (types.isNativeError(error) || error instanceof ErrorOf) {
        const { name, message, stack } = error;
        described.text = message === '' ? `${name}` : `${name}: ${message}`;
        if (typeof stack === 'string') described.location = place(stack);
      } else if (typeof error === 'string') {
        described.text = error;
      } else {
        described.text = inspect(error, { depth: 1, customInspect: false, breakLength: Infinity });
      }
    } catch {
      described.text = 'an error that cannot be shown';
    }
    described.text = slice(described.text, 0, 4096);
    return described;
  }

  // The place of the innermost frame in the submission, or of the line with a caret that node puts above the
  // stack of what does not compile.
  function place(stack) {
    const digits = /^:([0-9]+)(?::([0-9]+))?/;
    // At the end of the program there is no character to put a caret under.
    const caret = /^:[0-9]+\n[^\n]*\n([ \t]*)(?:\^|\n)/;
    if (startsWith(stack, `${filename}:`)) {
      const rest = slice(stack, filename.length);
      const found = match(caret, rest);
      if (found !== null) return { __proto__: null, line: +match(digits, rest)[1], column: found[1].length + 1 };
    }
    const frames = indexOf(stack, '\n    at ');
    for (let at = frames; at >= 0; at = indexOf(stack, '\n    at ', at + 1)) {
      const end = indexOf(stack, '\n', at + 1);
      const frame = end < 0 ? slice(stack, at) : slice(stack, at, end);
      const file = indexOf(frame, `${filename}:`);
      if (file < 0) continue;
      const found = match(digits, slice(frame, file + filename.length));
      if (found?.[2] !== undefined) return { __proto__: null, line: +found[1], column: +found[2] };
    }
    return null;
  }

  // Compiles the submission: as a module if it must be one, else as a script; what does not compile as a
  // script is tried as a module, and as the body of a function where it returns from its top level. Gives
  // the functions that run it.
  function compile() {
    const importModuleDynamically = noModules;
    const asModule = () => {
      try {
        const module = new vm.SourceTextModule(source, { identifier: filename, importModuleDynamically });
        return () => module.link(noModules).then(() => module.evaluate()).then(() => module.namespace);
      } catch (error) {
        decorate(error);
        throw error;
      }
    };
    if (mustBeModule) return { module: asModule() };
    try {
      const script = new vm.Script(source, { filename, importModuleDynamically });
      return { script: () => script.runInThisContext({ displayErrors: false }) };
    } catch (error) {
      if (error.message.includes('Illegal return statement')) {
        try {
          const parameters = ['exports', 'require', 'module'];
          const body = vm.compileFunction(source, parameters, { filename, importModuleDynamically });
          const { exports, require, module } = globalThis;
          return { script: () => apply(body, exports, [exports, require, module]) };
        } catch {
          // The first error is the one to tell.
        }
      }
      try {
        return { module: asModule() };
      } catch (moduleError) {
        // That of the module explains more where the script failed only for being one.
        throw MODULE_SYNTAX.some((text) => error.message.includes(text)) ? moduleError : error;
      }
    }
  }

  const MODULE_SYNTAX = [
    'Cannot use import statement outside a module',
    "Unexpected token 'export'",
    "Cannot use 'import.meta' outside a module",
    'await is only valid in async functions and the top level bodies of modules',
    'Unexpected reserved word',
  ];

  // The value of a name of the top level; undefined if there is none.
  function topLevel(name, before) {
    let value;
    try {
      value = new vm.Script(name).runInThisContext({ displayErrors: false });
    } catch {
      return undefined;
    }
    // What node brings along is not what the submission defines.
    return value === before ? undefined : value;
  }

  const isFunction = (value) => typeof value === 'function';
  const isObject = (value) => (typeof value === 'object' && value !== null) || isFunction(value);
  // A class can only be constructed, and its prototype cannot be replaced.
  const isClass = (value) => !types.isProxy(value) && getOwnPropertyDescriptor(value, 'prototype')?.writable === false;

  // A call of a function, of a class as a constructor.
  const call = (target, receiver) => (args) => (isClass(target) ? construct(target, args) : apply(target, receiver, args));

  // A call of a method of a class, on an instance or static; null if it has no such method.
  function callMethod(owner) {
    if (!isFunction(owner) || !isClass(owner)) return null;
    if (isObject(owner.prototype) && isFunction(owner.prototype[name])) {
      return (args) => {
        const instance = new owner();
        return apply(instance[name], instance, args);
      };
    }
    return isFunction(owner[name]) ? (args) => apply(owner[name], owner, args) : null;
  }

  // The call that an object of exports offers, null if there is none.
  function callExport(exports, isModule) {
    if (!isModule && isFunction(exports)) return callMethod(exports) ?? call(exports);
    if (!isObject(exports)) return null;
    if (isFunction(exports[name])) return call(exports[name]);
    const { default: standard } = exports;
    if (isFunction(standard)) return callMethod(standard) ?? call(standard);
    if (isObject(standard) && isFunction(standard[name])) return call(standard[name], standard);
    return isModule ? callMethod(exports.Solution) : null;
  }

  // How to call what the problem asks for, however the submission defines it; null if it does not.
  function find(namespace, before) {
    if (namespace !== null) {
      const exported = callExport(namespace, true);
      if (exported !== null) return exported;
    } else {
      const value = topLevel(name, before);
      if (isFunction(value)) return call(value);
    }
    return callExport(globalThis.module?.exports) ?? callExport(globalThis.exports) ?? callMethod(topLevel('Solution'));
  }

  // ---- Go ----

  let args;
  let runNextTimer;
  const before = globalThis[name];
  try {
    args = decode(job.slice(endOfJob + 1));
    runNextTimer = prepare();
  } catch (error) {
    send(`${stringify({ fatal: `${error}` })}\n`);
    exit(1);
  }

  // Lets microtasks and timers run. Timers never wait, so that this ends as soon as there is none left; what
  // node itself waits for keeps the process alive until then.
  function pump() {
    let ran;
    try {
      ran = runNextTimer();
    } catch (error) {
      threw(error);
      return;
    }
    if (ran) later(pump);
    return ran;
  }
  process.on('beforeExit', () => {
    if (!pump()) {
      finish('no_answer', stage === 'call' ? 'the promise never settles' : "the module's top-level `await` never ends");
    }
  });
  process.on('uncaughtException', threw);

  function callFunction(namespace) {
    stage = 'call';
    let result;
    try {
      const found = find(namespace, before);
      if (found === null) {
        const hint = namespace === null ? '' : '; a module has to export it';
        finish('no_answer', `the submission defines no function \`${name}\`${hint}`);
        return;
      }
      result = found(args);
    } catch (error) {
      threw(error);
      return;
    }
    if (types.isPromise(result)) {
      then(result, returned, threw);
      later(pump);
    } else {
      returned(result);
    }
  }

  send(`${stringify({ ready: micros(cpuUsage()) })}\n`);
  let compiled;
  const compileStart = micros(cpuUsage());
  try {
    compiled = compile();
  } catch (error) {
    finish('compile_error', error);
  }
  usedBefore = used();
  peakBefore = resourceUsage().maxRSS;
  started = { cpu: micros(cpuUsage()), wall: monotonic() };
  compileMicros = started.cpu - compileStart;
  stage = 'top level';
  if (compiled.script) {
    try {
      compiled.script();
    } catch (error) {
      threw(error);
    }
    // What the top level has left to microtasks happens before anybody calls.
    later(() => callFunction(null));
  } else {
    compiled.module().then(callFunction, threw);
    later(pump);
  }
}, require);
