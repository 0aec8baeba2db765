// What programs could learn of memory, or take without being seen.
//
// It is made before any program runs, so that what it takes out of V8's objects is V8's; and it is in every context, so
// it holds as little as it can until it is used.
(function (host, get, isProgram) {
  'use strict';
  const { apply, construct, defineProperty, getOwnPropertyDescriptor } = Reflect;
  const { hasOwn } = Object;
  const { WeakRef } = host;
  const OurProxy = Proxy;
  const ShortOfMemory = RangeError;
  let ourShared;
  return {
    // References that are weak by name. V8 lets go of what one leads to whenever it collects, and when that is depends on
    // what earlier cases have left in the heap. So each keeps what it leads to for as long as it lives itself, as the
    // language allows.
    makeWeakRef(target, newTarget) {
      const reference = construct(WeakRef, [target], newTarget);
      host.keep(reference, target);
      return reference;
    },
    // Has the engine look, around each call that takes some or gives some back, how much memory there is which its
    // allocator is not asked for: resizable buffers, growable shared ones, the memories of WebAssembly. So what is garbage
    // is collected before it counts. Gives our form of a global.
    meterMemory(name, originals) {
      const original = originals[0];
      if (original === undefined) return undefined;
      const handler = {
        __proto__: null,
        apply(target, self, args) {
          host.allocate();
          try {
            return apply(target, self, args);
          } finally {
            host.allocated();
          }
        },
        construct(target, args, newTarget) {
          host.allocate();
          try {
            return construct(target, args, newTarget);
          } finally {
            host.allocated();
          }
        },
      };
      const proxy = (target, handler) => {
        const made = new OurProxy(target, handler);
        if (hasOwn(target, 'prototype')) defineProperty(target.prototype, 'constructor', { __proto__: null, value: made });
        return made;
      };
      // Redefines the value alone.
      const meter = (object, name, by) => {
        const { value } = getOwnPropertyDescriptor(object, name);
        defineProperty(object, name, { __proto__: null, value: proxy(value, by) });
      };
      const meterShared = (Shared) => {
        if (ourShared !== undefined || Shared === undefined) return ourShared;
        const { prototype } = Shared;
        // V8 counts no memory that could be another isolate's, too.
        const { get: size } = getOwnPropertyDescriptor(prototype, 'byteLength');
        const { get: isGrowable } = getOwnPropertyDescriptor(prototype, 'growable');
        const grown = (buffer, before) => {
          const bytes = apply(size, buffer, []) - before;
          if (bytes > 0 && apply(isGrowable, buffer, []) && !host.growShared(bytes)) {
            throw new ShortOfMemory('Array buffer allocation failed');
          }
        };
        meter(prototype, 'grow', {
          __proto__: null,
          apply(target, self, args) {
            const before = host.kind(self) === 'SharedArrayBuffer' ? apply(size, self, []) : 0;
            apply(target, self, args);
            grown(self, before);
          },
        });
        return ourShared = proxy(Shared, {
          __proto__: null,
          construct(target, args, newTarget) {
            const buffer = construct(target, args, newTarget);
            grown(buffer, 0);
            return buffer;
          },
        });
      };
      switch (name) {
        case 'ArrayBuffer':
          meter(original.prototype, 'resize', handler);
          meter(original.prototype, 'transfer', handler);
          meter(original.prototype, 'transferToFixedLength', handler);
          return proxy(original, handler);
        case 'WebAssembly':
          meter(original.Memory.prototype, 'grow', handler);
          meter(original, 'Module', handler);
          meter(original, 'Memory', handler);
          meter(original, 'Instance', handler);
          if (isProgram) get('compileAtOnce')(original);
          meterShared(originals[1]);
          return original;
        default:
          return meterShared(originals[1]);
      }
    },
  };
})
