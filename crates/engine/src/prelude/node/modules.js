// `require`, and what else a CommonJS module is given.
(function (host, get) {
  'use strict';
  // Modules that have all of node's names by themselves; the others are given them when they are first asked for.
  const WHOLE = 'assert assert/strict buffer events fs fs/promises path path/posix path/win32 readline readline/promises stream string_decoder timers util util/types'.split(' ');
  const ALIASES = {
    __proto__: null, sys: (get) => get('node:util'), _stream_readable: (get) => get('node:stream').Readable,
    _stream_writable: (get) => get('node:stream').Writable, _stream_duplex: (get) => get('node:stream').Duplex,
    _stream_transform: (get) => get('node:stream').Transform, _stream_passthrough: (get) => get('node:stream').PassThrough,
  };
  const loaded = { __proto__: null };
  // Those that node knows only with `node:` in front.
  const isPrefixed = (name) => /^(test|sea|sqlite)(\/|$)/.test(name);

  // The exports of one of node's own modules. What of it is not there says so when it is used.
  function builtinModule(specifier) {
    if (typeof specifier !== 'string') throw get('wrongType')('id', 'of type string', specifier);
    const name = specifier.startsWith('node:') ? specifier.slice(5) : specifier;
    if (WHOLE.includes(name)) return get(`node:${name}`);
    const isNamed = name !== specifier || !isPrefixed(name);
    if (loaded[name] !== undefined && isNamed) return loaded[name];
    if (name in ALIASES) return (loaded[name] = ALIASES[name](get));
    if (isNamed && get('isKnown')(name)) {
      const home = name === 'module' ? Module : get(`node:${name}`) ?? get('emptyModule')(name);
      return (loaded[name] = get('complete')(name, home));
    }
    if (name !== specifier) throw get('fail')(Error, 'ERR_UNKNOWN_BUILTIN_MODULE', `No such built-in module: ${specifier}`);
    const error = new Error(`Cannot find module '${specifier}': a submission is one file, and no package is installed`);
    error.code = 'MODULE_NOT_FOUND';
    throw error;
  }

  const FILE = '/tribunal/submission.js';
  function Module(id = '') {
    this.id = id;
    this.path = '/tribunal';
    this.exports = {};
  }
  Module.prototype.require = builtinModule;
  Module.prototype.parent = null;
  Object.defineProperty(Module, 'builtinModules', {
    get: () => get('moduleNames')().filter((name) => !isPrefixed(name)), enumerable: true, configurable: true,
  });
  Module.isBuiltin = (name) => get('isKnown')(name.replace(/^node:/, '')) && (name.startsWith('node:') || !isPrefixed(name));
  Module.createRequire = () => require;
  Module.Module = Module;
  const main = new Module('.');
  Object.assign(main, { filename: FILE, loaded: false, children: [], paths: [] });
  function require(id) {
    return builtinModule(id);
  }
  require.resolve = (id) => id;
  require.main = main;
  require.cache = { __proto__: null };
  require.extensions = { __proto__: null };
  return {
    builtinModule,
    require,
    mainModule() {
      // Where a problem has libraries, they have left a function that knows them.
      const ours = Object.hasOwn(globalThis, 'require') ? globalThis.require : require;
      return [main.exports, ours, main, FILE, '/tribunal'];
    },
  };
})
