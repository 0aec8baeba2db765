// Modules that programs import and hardly use.
(function (host, get, isOwn, natives) {
  'use strict';
  const { apply } = Reflect;
  const wrongType = (...args) => get('wrongType')(...args);
  // `vm`: in the one context that there is.
  class Script {
    #source;
    #name;
    constructor(source, options = undefined) {
      this.#source = `${source}`;
      this.#name = `${(typeof options === 'string' ? options : options?.filename) ?? 'evalmachine.<anonymous>'}`;
      natives.script(this.#source, this.#name, false);
    }
    runInThisContext() { return natives.script(this.#source, this.#name, true); }
  }
  const vm = {
    Script,
    runInThisContext: (source, options) => new Script(source, options).runInThisContext(),
    isContext(object) {
      if (typeof object !== 'object' || object === null) throw wrongType('object', 'an instance of Object', object);
      return false;
    },
    compileFunction: (source, parameters = []) => new Function(...parameters, source),
    constants: { __proto__: null, USE_MAIN_CONTEXT_DEFAULT_LOADER: Symbol('vm_dynamic_import_main_context_default'), DONT_CONTEXTIFY: Symbol('vm_context_no_contextify') },
  };

  // `async_hooks`: what V8 carries from a promise to what waits for it.
  class AsyncLocalStorage {
    #isOn = true;
    getStore() { return this.#isOn ? natives.asyncData()?.get(this) : undefined; }
    enterWith(store) {
      this.#isOn = true;
      natives.setAsyncData(new Map(natives.asyncData()).set(this, store));
    }
    run(store, callback, ...args) {
      const before = natives.asyncData();
      this.enterWith(store);
      try {
        return apply(callback, null, args);
      } finally {
        natives.setAsyncData(before);
      }
    }
    exit(callback, ...args) { return this.run(undefined, callback, ...args); }
    disable() { this.#isOn = false; }
    static bind(callback) {
      const data = natives.asyncData();
      return function (...args) { return within(data, callback, this, args); };
    }
    static snapshot() { return AsyncLocalStorage.bind((callback, ...args) => callback(...args)); }
  }
  function within(data, callback, receiver, args) {
    const before = natives.asyncData();
    natives.setAsyncData(data);
    try {
      return apply(callback, receiver, args);
    } finally {
      natives.setAsyncData(before);
    }
  }
  class AsyncResource {
    #data = natives.asyncData();
    constructor(type) {
      if (typeof type !== 'string') throw wrongType('type', 'of type string', type);
    }
    runInAsyncScope(callback, receiver, ...args) { return within(this.#data, callback, receiver, args); }
    emitDestroy() { return this; }
    asyncId() { return 2; }
    triggerAsyncId() { return 1; }
    bind(callback, receiver = undefined) { return (...args) => this.runInAsyncScope(callback, receiver, ...args); }
    static bind(callback, type, receiver) { return new AsyncResource(type ?? callback.name ?? 'bound').bind(callback, receiver); }
  }
  function bindAsync(callback) {
    const data = natives.asyncData();
    return data === undefined ? callback : function (...args) { return within(data, callback, this, args); };
  }
  const asyncHooks = {
    AsyncLocalStorage, AsyncResource,
    createHook: () => ({ enable() { return this; }, disable() { return this; } }),
    executionAsyncId: () => 1,
    triggerAsyncId: () => 0,
    executionAsyncResource: () => ({}),
  };

  const channels = new Map();
  class Channel {
    _subscribers = undefined;
    #listeners = [];
    constructor(name) { this.name = name; }
    get hasSubscribers() { return this.#listeners.length > 0; }
    subscribe(listener) {
      if (typeof listener !== 'function') throw wrongType('subscription', 'of type function', listener);
      this.#listeners.push(listener);
    }
    unsubscribe(listener) {
      const at = this.#listeners.indexOf(listener);
      if (at !== -1) this.#listeners.splice(at, 1);
      return at !== -1;
    }
    publish(message) {
      for (const listener of this.#listeners.slice()) listener(message, this.name);
    }
  }
  const channel = (name) => {
    if (!channels.has(name)) channels.set(name, new Channel(name));
    return channels.get(name);
  };
  const diagnostics = {
    channel, Channel,
    hasSubscribers: (name) => channels.get(name)?.hasSubscribers ?? false,
    subscribe: (name, listener) => channel(name).subscribe(listener),
    unsubscribe: (name, listener) => channel(name).unsubscribe(listener),
  };

  const shared = new Map();
  const workers = {
    isMainThread: true, parentPort: null, workerData: null, threadId: 0, resourceLimits: {},
    SHARE_ENV: Symbol.for('nodejs.worker_threads.SHARE_ENV'),
    MessageChannel: get('MessageChannel'), MessagePort: get('MessagePort'), BroadcastChannel: get('BroadcastChannel'),
    receiveMessageOnPort: get('receiveMessage'),
    setEnvironmentData(key, value) { value === undefined ? shared.delete(key) : shared.set(key, value); },
    getEnvironmentData: (key) => shared.get(key),
    markAsUntransferable() {},
    moveMessagePortToContext: (port) => port,
    // What wants a thread for its stack is told that it has one.
    Worker: function Worker(file, options) {
      throw get('notAlone')('worker_threads.Worker', options?.resourceLimits?.stackSizeMb !== undefined);
    },
  };

  // Programs start themselves anew to get a larger stack than node gives them.
  const asksForStack = (args) => args.flat(3).some((arg) =>
    (typeof arg === 'string' && /--?stack[-_]size/.test(arg)) ||
    (typeof arg === 'object' && arg !== null && Array.isArray(arg.execArgv) && /stack[-_]size/.test(arg.execArgv.join(' '))));
  const processes = {};
  for (const name of ['_forkChild', 'ChildProcess', 'exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync']) {
    const start = { [name]: function (...args) { throw get('notAlone')(`child_process.${name}`, asksForStack(args)); } }[name];
    processes[name] = start;
  }
  const EventEmitter = get('node:events');
  const cluster = Object.assign(new EventEmitter(), {
    isWorker: false, isMaster: true, isPrimary: true, workers: {}, settings: {}, SCHED_NONE: 1, SCHED_RR: 2, schedulingPolicy: 2,
    fork(...args) { throw get('notAlone')('cluster.fork', asksForStack(args)); },
    setupPrimary() {}, setupMaster() {}, disconnect() {},
  });

  const zlib = {
    crc32(data, value = 0) {
      if (typeof data !== 'string' && !ArrayBuffer.isView(data)) throw wrongType('data', 'of type string or an instance of Buffer, TypedArray, or DataView', data);
      return natives.crc32(typeof data === 'string' ? get('Buffer').from(data) : data, value);
    },
  };
  const punycode = {
    version: '2.1.0',
    ucs2: {
      decode: (text) => Array.from(text, (char) => char.codePointAt(0)),
      encode: (points) => String.fromCodePoint(...points),
    },
    encode: (text) => natives.punycode(`${text}`, false) ?? overflow('Overflow: input needs wider integers to process'),
    decode: (text) => natives.punycode(`${text}`, true) ?? overflow('Invalid input'),
    toASCII: (domain) => mapped(domain, (label) => (/[^\0-\x7f]/.test(label) ? `xn--${punycode.encode(label)}` : label)),
    toUnicode: (domain) => mapped(domain, (label) => (/^xn--/.test(label) ? punycode.decode(label.slice(4).toLowerCase()) : label)),
  };
  const overflow = (message) => { throw new RangeError(message); };
  function mapped(domain, change) {
    const parts = `${domain}`.split('@');
    const labels = parts.pop().replace(/[\u3002\uff0e\uff61]/g, '.').split('.').map(change).join('.');
    return parts.length > 0 ? `${parts[0]}@${labels}` : labels;
  }
  return {
    'node:vm': vm, 'node:async_hooks': asyncHooks, 'node:diagnostics_channel': diagnostics, 'node:worker_threads': workers,
    'node:child_process': processes, 'node:cluster': cluster, 'node:zlib': zlib, 'node:punycode': punycode,
    bindAsync,
  };
})
