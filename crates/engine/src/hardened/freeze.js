// Makes a realm that no program can leave a trace in: takes away what keeps hidden state, and freezes every
// object that exists before a program runs. Gives the objects that were frozen.
(function () {
  'use strict';
  const { ownKeys, getOwnPropertyDescriptor, getPrototypeOf, defineProperty, deleteProperty } = Reflect;
  const { freeze, isFrozen } = Object;

  // What can tell of a collection, be shared with another thread, or brings a machine of its own.
  const absent = ['WeakRef', 'FinalizationRegistry', 'SharedArrayBuffer', 'Atomics', 'WebAssembly'].map((name) => {
    const value = globalThis[name];
    deleteProperty(globalThis, name);
    return value;
  });
  // What hides objects that only one of its instances leads to, the first of which takes ICU longer to make than
  // everything else here.
  absent.push(Intl.Segmenter);
  deleteProperty(Intl, 'Segmenter');
  // `RegExp.$1`, `RegExp.lastMatch` and the like tell of the last match, whoever made it. They throw: a program
  // that asks for one and gets nothing might go on and be right by chance.
  function refuse() {
    throw new TypeError('the hardened realm does not keep the last match');
  }
  for (const name of ownKeys(RegExp)) {
    const property = getOwnPropertyDescriptor(RegExp, name);
    if (property.get && name !== Symbol.species) defineProperty(RegExp, name, { get: refuse, set: refuse });
  }

  // The bits of a NaN tell how the code was compiled that has made it, and so whether it is hot. So nothing shows the
  // bytes of a number: there is no buffer that two views could share.
  function refuseBuffer() {
    throw new TypeError('the hardened realm has no buffers');
  }
  defineProperty(getPrototypeOf(Int8Array.prototype), 'buffer', { get: refuseBuffer });
  const { isView, prototype } = ArrayBuffer;
  absent.push(ArrayBuffer);
  const Refusing = { ArrayBuffer: function () { refuseBuffer(); } }.ArrayBuffer;
  defineProperty(Refusing, 'prototype', { value: prototype, writable: false });
  defineProperty(Refusing, 'isView', { value: isView });
  defineProperty(globalThis, 'ArrayBuffer', { value: Refusing });
  defineProperty(prototype, 'constructor', { value: Refusing });

  // Objects that no property leads to: only syntax makes, or inherits from, what inherits from them.
  function* generator() {}
  async function asynchronous() {}
  async function* asyncGenerator() {}
  const iterators = [
    [][Symbol.iterator](), ''[Symbol.iterator](), new Map().entries(), new Set().entries(), 'a'.matchAll(/a/g),
    Iterator.from([]).map((x) => x), Iterator.from({ next() {} }), Iterator.concat?.(), Iterator.zip?.([]),
  ];
  const error = getOwnPropertyDescriptor(new Error(), 'stack');
  const captured = {};
  Error.captureStackTrace(captured);
  const stack = getOwnPropertyDescriptor(captured, 'stack');
  const poison = getOwnPropertyDescriptor((function () { return arguments; })(), 'callee');
  Error.prepareStackTrace = (_, sites) => sites;
  const [callSite] = new Error().stack;
  deleteProperty(Error, 'prepareStackTrace');
  const roots = [
    globalThis, ...absent, error.get, error.set, stack.get, stack.set, poison.get, poison.set,
    ...[generator, asynchronous, asyncGenerator, callSite, ...iterators.filter((x) => x)].map(getPrototypeOf),
  ];

  // All that properties and prototypes lead to from there. Reading a descriptor makes what is made on demand.
  const found = new Set();
  function add(value) {
    if ((typeof value === 'object' && value !== null) || typeof value === 'function') found.add(value);
  }
  roots.forEach(add);
  for (const object of found) { // which grows while it is gone through
    add(getPrototypeOf(object));
    for (const key of ownKeys(object)) {
      const property = getOwnPropertyDescriptor(object, key);
      add(property.value);
      add(property.get);
      add(property.set);
    }
  }

  // Where a prototype's property cannot be written, neither can one of that name on what inherits from it:
  // `error.name = 'Mine'` would throw. Where programs do such things, the property becomes an accessor that
  // reads as before, and gives the object which it is set on a property of its own.
  function allowOverriding(home, key) {
    const { value, enumerable, writable } = getOwnPropertyDescriptor(home, key);
    if (!writable) return;
    const { get, set } = {
      get() { return value; },
      set(own) {
        const property = getOwnPropertyDescriptor(this, key)
          ? { value: own } : { value: own, writable: true, enumerable: true, configurable: true };
        if (this === home || !defineProperty(this, key, property)) {
          throw new TypeError(`Cannot assign to read only property '${String(key)}' of object`);
        }
      },
    };
    defineProperty(home, key, { get, set, enumerable, configurable: true });
    for (const part of [get, set]) found.add(part);
  }
  const errors = [...found].filter((object) => object === Error || getPrototypeOf(object) === Error);
  for (const { prototype } of [Object, ...errors]) {
    for (const key of ownKeys(prototype)) {
      if ('value' in getOwnPropertyDescriptor(prototype, key)) allowOverriding(prototype, key);
    }
  }
  for (const key of ['constructor', 'toString']) allowOverriding(Function.prototype, key);

  const objects = [...found];
  found.clear();
  objects.forEach(freeze);
  if (!objects.every(isFrozen)) throw new Error('an object of the realm cannot be frozen');
  return objects;
})
