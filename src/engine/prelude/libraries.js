// What libraries of a problem find around them: a `module` of their own each, and the libraries before them by
// `require`. What they export is there for the submission, which then gets a `module` of its own, too.
(function (prelude) {
  'use strict';
  const { defineProperty } = Reflect;
  const libraries = { __proto__: null };

  function define(name, value) {
    defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true });
  }
  function newModule() {
    const module = { exports: {} };
    define('module', module);
    define('exports', module.exports);
    return module;
  }

  let current;
  return {
    start() {
      if (current === undefined) {
        define('require', function require(name) {
          const library = libraries[name];
          return library === undefined ? prelude('require')(name) : library.exports;
        });
      }
      current = newModule();
    },
    // The first library of a name keeps it.
    end(...names) {
      for (const name of names) libraries[name] ??= current;
    },
    done: newModule,
  };
})
