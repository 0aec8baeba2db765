// `events`: emitters, written as functions with a prototype, so that programs can inherit the old way, too.
(function (host, get) {
  'use strict';
  const { apply, ownKeys } = Reflect;
  const fail = (...args) => get('fail')(...args);
  const SHAPE = Symbol('shapeMode');
  const CAPTURE = Symbol('kCapture');
  const MONITOR = Symbol('events.errorMonitor');
  const none = () => ({ __proto__: null });
  let defaultMaxListeners = 10;

  function EventEmitter(options) {
    EventEmitter.init.call(this, options);
  }
  EventEmitter.init = function () {
    if (this._events === undefined || this._events === Object.getPrototypeOf(this)._events) {
      this._events = none();
      this._eventsCount = 0;
    }
    this._maxListeners ??= undefined;
    this[SHAPE] = false;
    this[CAPTURE] = false;
  };
  function check(listener) {
    if (typeof listener !== 'function') {
      throw fail(TypeError, 'ERR_INVALID_ARG_TYPE', `The "listener" argument must be of type function. Received ${get('received')(listener)}`);
    }
  }
  // An event's listeners are a function, or an array of several.
  function add(emitter, name, listener, isFirst) {
    check(listener);
    emitter._events ??= none();
    if (emitter._events.newListener !== undefined) emitter.emit('newListener', name, listener.listener ?? listener);
    const there = emitter._events[name];
    if (there === undefined) {
      emitter._events[name] = listener;
      emitter._eventsCount = (emitter._eventsCount ?? 0) + 1;
    } else if (typeof there === 'function') {
      emitter._events[name] = isFirst ? [listener, there] : [there, listener];
    } else if (isFirst) {
      there.unshift(listener);
    } else {
      there.push(listener);
    }
    return emitter;
  }
  function wrapped(emitter, name, listener) {
    check(listener);
    let hasRun = false;
    function once(...args) {
      if (hasRun) return undefined;
      emitter.removeListener(name, once);
      hasRun = true;
      return apply(listener, emitter, args);
    }
    once.listener = listener;
    return once;
  }
  function remove(emitter, name) {
    delete emitter._events[name];
    emitter._eventsCount--;
  }
  const list = (emitter, name) => {
    const there = emitter._events?.[name];
    return there === undefined ? [] : typeof there === 'function' ? [there] : there;
  };

  const methods = {
    emit(name, ...args) {
      const events = this._events;
      if (name === 'error') {
        if (events?.[MONITOR] !== undefined) this.emit(MONITOR, ...args);
        if (events?.error === undefined) {
          const error = args[0];
          if (error instanceof Error) throw error;
          const wrapping = fail(Error, 'ERR_UNHANDLED_ERROR', `Unhandled error. (${typeof error === 'string' ? `'${error}'` : get('inspect')(error)})`);
          wrapping.context = error;
          throw wrapping;
        }
      }
      const listeners = events?.[name];
      if (listeners === undefined) return false;
      if (typeof listeners === 'function') {
        apply(listeners, this, args);
      } else {
        for (const listener of listeners.slice()) apply(listener, this, args);
      }
      return true;
    },
    on(name, listener) { return add(this, name, listener, false); },
    prependListener(name, listener) { return add(this, name, listener, true); },
    once(name, listener) { return this.on(name, wrapped(this, name, listener)); },
    prependOnceListener(name, listener) { return this.prependListener(name, wrapped(this, name, listener)); },
    off(name, listener) {
      check(listener);
      const there = this._events?.[name];
      if (there === undefined) return this;
      if (there === listener || there.listener === listener) {
        remove(this, name);
      } else if (typeof there !== 'function') {
        const index = there.findLastIndex((one) => one === listener || one.listener === listener);
        if (index < 0) return this;
        if (there.length === 2) this._events[name] = there[1 - index];
        else there.splice(index, 1);
      } else {
        return this;
      }
      if (this._events.removeListener !== undefined) this.emit('removeListener', name, listener);
      return this;
    },
    removeAllListeners(name) {
      if (this._events === undefined) return this;
      const tell = this._events.removeListener !== undefined;
      if (name === undefined) {
        if (tell) for (const key of ownKeys(this._events)) if (key !== 'removeListener') this.removeAllListeners(key);
        this._events = none();
        this._eventsCount = 0;
      } else if (tell) {
        for (const listener of list(this, name).slice().reverse()) this.removeListener(name, listener);
      } else if (this._events[name] !== undefined) {
        remove(this, name);
      }
      return this;
    },
    listeners(name) { return list(this, name).map((listener) => listener.listener ?? listener); },
    rawListeners(name) { return list(this, name).slice(); },
    listenerCount(name, listener) {
      const all = list(this, name);
      return listener === undefined ? all.length : all.filter((one) => one === listener || one.listener === listener).length;
    },
    eventNames() { return this._eventsCount > 0 ? ownKeys(this._events) : []; },
    setMaxListeners(count) {
      this._maxListeners = count;
      return this;
    },
    getMaxListeners() { return this._maxListeners ?? defaultMaxListeners; },
  };
  methods.addListener = methods.on;
  methods.removeListener = methods.off;
  for (const name of Object.keys(methods)) EventEmitter.prototype[name] = methods[name];
  Object.assign(EventEmitter.prototype, { _events: undefined, _eventsCount: 0, _maxListeners: undefined });

  // A promise of the arguments of the next event; an error event rejects it.
  async function once(emitter, name, { signal } = {}) {
    if (signal?.aborted) throw get('abortError')(signal.reason);
    const isTarget = typeof emitter.on !== 'function' && typeof emitter.addEventListener === 'function';
    const add = (type, listener) => (isTarget ? emitter.addEventListener(type, listener, { once: true }) : emitter.once(type, listener));
    const drop = (type, listener) => (isTarget ? emitter.removeEventListener(type, listener) : emitter.removeListener(type, listener));
    return new Promise((resolve, reject) => {
      function onEvent(...args) {
        drop('error', onError);
        signal?.removeEventListener('abort', onAbort);
        resolve(args);
      }
      function onError(error) {
        drop(name, onEvent);
        signal?.removeEventListener('abort', onAbort);
        reject(error);
      }
      function onAbort() {
        drop(name, onEvent);
        drop('error', onError);
        reject(get('abortError')(signal.reason));
      }
      add(name, onEvent);
      if (name !== 'error' && !isTarget) add('error', onError);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }
  // An iterator over the arguments of events, which ends with one of those named in `close`.
  function on(emitter, name, { close = [] } = {}) {
    const values = [];
    const waiting = [];
    let error;
    let isOver = false;
    let at = 0;
    function finish() {
      emitter.removeListener(name, onEvent);
      emitter.removeListener('error', onError);
      for (const event of close) emitter.removeListener(event, finish);
      isOver = true;
      while (waiting.length) waiting.shift().resolve({ value: undefined, done: true });
      return Promise.resolve({ value: undefined, done: true });
    }
    function onEvent(...args) {
      if (waiting.length) waiting.shift().resolve({ value: args, done: false });
      else values.push(args);
    }
    function onError(reason) {
      if (waiting.length) waiting.shift().reject(reason);
      else error = { reason };
      finish();
    }
    emitter.on(name, onEvent);
    if (name !== 'error') emitter.on('error', onError);
    for (const event of close) emitter.on(event, finish);
    return {
      next() {
        if (at < values.length) {
          const value = values[at];
          values[at++] = undefined;
          if (at === values.length) at = values.length = 0;
          return Promise.resolve({ value, done: false });
        }
        if (error !== undefined) {
          const { reason } = error;
          error = undefined;
          return Promise.reject(reason);
        }
        if (isOver) return finish();
        return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
      },
      return: finish,
      throw(reason) {
        onError(reason);
        return Promise.reject(reason);
      },
      [Symbol.asyncIterator]() { return this; },
    };
  }
  Object.assign(EventEmitter, {
    EventEmitter, once, on, errorMonitor: MONITOR, usingDomains: false, captureRejections: false,
    captureRejectionSymbol: Symbol.for('nodejs.rejection'),
    listenerCount: (emitter, name) => emitter.listenerCount(name),
    getEventListeners: (emitter, name) => (typeof emitter.listeners === 'function' ? emitter.listeners(name) : get('listenersOf')(emitter, name)),
    getMaxListeners: (emitter) => (typeof emitter.getMaxListeners === 'function' ? emitter.getMaxListeners() : defaultMaxListeners),
    addAbortListener(signal, listener) {
      if (signal.aborted) get('nextTick')(() => listener());
      else signal.addEventListener('abort', listener, { once: true });
      return { [Symbol.dispose ?? Symbol.for('nodejs.dispose')]() { signal.removeEventListener('abort', listener); } };
    },
    setMaxListeners(count, ...emitters) {
      if (emitters.length === 0) defaultMaxListeners = count;
      for (const emitter of emitters) emitter.setMaxListeners(count);
    },
  });
  Object.defineProperty(EventEmitter, 'defaultMaxListeners', {
    get: () => defaultMaxListeners,
    set(count) { defaultMaxListeners = count; },
    enumerable: true,
  });
  get('withAbsent')(EventEmitter, 'events', 'a submission runs alone', 'EventEmitterAsyncResource');
  return { 'node:events': EventEmitter };
})
