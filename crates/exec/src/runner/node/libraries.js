// Runs a problem's libraries in a node that is about to run a whole program, and lets `require` find what they export.
(function (libraries) {
  'use strict';
  const vm = require('vm');
  const Module = require('module');
  const exported = { __proto__: null };
  const { _load: load } = Module;
  Module._load = function (name, ...rest) {
    return exported[name] === undefined ? load.call(this, name, ...rest) : exported[name].exports;
  };
  const find = (name) => Module._load(name, module, false);
  // Their output is not the submission's.
  process.stdout.write = process.stderr.write = () => true;
  for (const { name, names, source, is_module: isModule } of libraries) {
    const own = { exports: {} };
    if (isModule) {
      const body = vm.compileFunction(source, ['exports', 'require', 'module'], { filename: name });
      body.call(globalThis, own.exports, find, own);
    } else {
      Object.assign(globalThis, { module: own, exports: own.exports, require: find });
      new vm.Script(source, { filename: name }).runInThisContext();
      delete globalThis.module;
      delete globalThis.exports;
      delete globalThis.require;
    }
    for (const name of names) exported[name] ??= own;
  }
  delete process.stdout.write;
  delete process.stderr.write;
})
