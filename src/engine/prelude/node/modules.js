// `require`, and what else a CommonJS module is given.
(function (host, get) {
  'use strict';
  const THERE = [
    'assert', 'assert/strict', 'buffer', 'console', 'constants', 'events', 'fs', 'fs/promises', 'module', 'os', 'path',
    'path/posix', 'perf_hooks', 'process', 'punycode', 'readline', 'readline/promises', 'stream', 'stream/consumers',
    'stream/promises', 'string_decoder', 'sys', 'timers', 'timers/promises', 'tty', 'url', 'util', 'util/types', 'v8',
  ];
  const ABSENT = ('async_hooks child_process cluster crypto dgram diagnostics_channel dns domain http http2 https ' +
    'inspector net path/win32 querystring repl sea sqlite stream/web test tls trace_events vm wasi worker_threads zlib').split(' ');

  // The exports of one of node's own modules, or an error that says why there are none.
  function builtinModule(specifier) {
    if (typeof specifier !== 'string') throw get('wrongType')('id', 'of type string', specifier);
    const name = specifier.startsWith('node:') ? specifier.slice(5) : specifier;
    if (name === 'module') return moduleModule();
    if (name === 'sys') return get('node:util'); // as it was once called
    if (THERE.includes(name)) return get(`node:${name}`);
    if (ABSENT.includes(name)) {
      throw get('fail')(Error, 'ERR_FEATURE_UNAVAILABLE',
        `module '${name}' is not available in Tribunal: a submission runs alone, with its input and its output`);
    }
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
  Module.builtinModules = THERE;
  Module.isBuiltin = (name) => THERE.includes(name.replace(/^node:/, ''));
  Module.createRequire = () => require;
  Module.Module = Module;
  const moduleModule = () => Module;
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
