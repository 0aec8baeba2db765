// The asynchronous forms of `WebAssembly`. V8 would compile in another thread and come back in a task of the embedder's,
// of which there are none while a program runs. So they compile at once, and promise what they have.
(function () {
  'use strict';
  const { defineProperty } = Reflect;
  return {
    compileAtOnce(WebAssembly) {
      const { Module, Instance } = WebAssembly;
      const forms = {
        __proto__: null,
        async compile(bytes) { return new Module(bytes); },
        async instantiate(source, imports) {
          if (source instanceof Module) return new Instance(source, imports);
          const module = new Module(source);
          return { module, instance: new Instance(module, imports) };
        },
      };
      for (const name in forms) {
        const value = forms[name];
        defineProperty(WebAssembly, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
      }
    },
  };
})
