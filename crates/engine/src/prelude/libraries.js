// What libraries of a problem find around them: a `module` of their own each, and the libraries before them by
// `require`. What they export is there for the submission, which then gets a `module` of its own, too.
(function (prelude) {
  'use strict';
  const { defineProperty, ownKeys } = Reflect;
  const libraries = { __proto__: null };
  let current;
  let exports;

  function define(name, value) {
    defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true });
  }
  function require(name) {
    const library = libraries[name];
    return library === undefined ? prelude('require')(name) : library.exports;
  }
  // Makes a new `module`; gives what CommonJS has as parameters.
  function start() {
    exports = {};
    current = { exports };
    define('module', current);
    define('exports', exports);
    return [exports, require, current];
  }
  define('require', require);
  return {
    start,
    hasExported: () => current.exports !== exports || ownKeys(exports).length > 0,
    // The first library of a name keeps it.
    end(...names) {
      for (const name of names) libraries[name] ??= current;
    },
  };
})
