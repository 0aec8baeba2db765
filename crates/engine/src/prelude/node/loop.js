// The event loop: what runs next, when the program's top level and what came after it have ended. As in node, callbacks
// of `process.nextTick` come before promises, and what was read, immediates and timers take turns. Time is virtual:
// where only timers are left, the clock jumps.
(function (host, get) {
  'use strict';
  const { apply } = Reflect;

  // A queue that does not move what it holds.
  class Queue {
    items = Object.setPrototypeOf([], null); // no setter of the program's for an index
    at = 0;
    push(item) { this.items[this.items.length] = item; }
    get isEmpty() { return this.at === this.items.length; }
    shift() {
      const item = this.items[this.at];
      this.items[this.at++] = undefined;
      if (this.at === this.items.length) {
        this.items.length = 0;
        this.at = 0;
      }
      return item;
    }
  }
  const ticks = new Queue();
  const reads = new Queue();
  let immediates = []; // of this turn
  let nextImmediates = [];
  let immediateAt = 0;
  let unrefed = 0; // immediates that do not keep the program alive
  let timersAlive = 0; // timers that keep it alive

  // A callback with what `AsyncLocalStorage` carries to it, if the program has one.
  function carried(callback) {
    const bind = get('bindAsync', true);
    return bind === undefined ? callback : bind(callback);
  }
  function nextTick(callback, ...args) {
    check(callback);
    if (ticks.isEmpty) host.noteTick();
    ticks.push({ callback: carried(callback), args });
  }
  function runTicks() {
    while (!ticks.isEmpty) {
      const { callback, args } = ticks.shift();
      let isDone = false;
      try {
        apply(callback, undefined, args);
        isDone = true;
      } finally {
        // What it threw goes its way, and the others are still to come.
        if (!isDone && !ticks.isEmpty) host.noteTick();
      }
    }
  }
  // Runs a callback as if something had been read.
  function later(callback) {
    reads.push(callback);
  }

  function hasWork() {
    return timersAlive > 0 || !reads.isEmpty || immediateAt < immediates.length || nextImmediates.length > unrefed;
  }
  function runImmediate() {
    for (;;) {
      if (immediateAt === immediates.length) {
        if (nextImmediates.length === 0) return false;
        immediates = nextImmediates;
        nextImmediates = [];
        immediateAt = 0;
      }
      const immediate = immediates[immediateAt++];
      if (immediate.isActive) {
        immediate.finish();
        apply(immediate._onImmediate, immediate, immediate._argv);
        return true;
      }
    }
  }
  // Runs what is next; false if there is nothing.
  function runTask() {
    if (get('isTimerDue', true)?.()) return get('runNextTimer')();
    if (immediateAt < immediates.length && runImmediate()) return true;
    if (!reads.isEmpty) {
      reads.shift()();
      // Between two reads come the immediates.
      if (immediateAt === immediates.length) {
        immediates = nextImmediates;
        nextImmediates = [];
        immediateAt = 0;
      }
      return true;
    }
    if (nextImmediates.length > unrefed && runImmediate()) return true;
    return timersAlive > 0 && get('runNextTimer')();
  }

  function check(callback) {
    if (typeof callback !== 'function') throw get('wrongType')('callback', 'of type function', callback);
  }
  class Timeout {
    constructor(callback, delay, args, isRepeated) {
      check(callback);
      this._idleTimeout = delay >= 1 && delay <= 2147483647 ? +delay : 1;
      this._onTimeout = carried(callback);
      this._repeat = isRepeated ? this._idleTimeout : null;
      this._destroyed = false;
      Object.defineProperties(this, {
        args: { value: args, writable: true },
        isRef: { value: true, writable: true },
        id: { value: undefined, writable: true },
      });
      this.start();
    }
    start() {
      host.touch();
      this.id = get('startTimer')(() => this.fire(), this._idleTimeout, [], this._repeat !== null);
      byId.set(this.id, this);
      if (this.isRef) timersAlive++;
    }
    fire() {
      if (this._repeat === null) this.stop();
      apply(this._onTimeout, this, this.args);
    }
    stop() {
      if (this._destroyed) return;
      host.touch();
      this._destroyed = true;
      get('clearTimer')(this.id);
      byId.delete(this.id);
      if (this.isRef) timersAlive--;
    }
    ref() {
      if (!this.isRef && !this._destroyed) timersAlive++;
      this.isRef = true;
      return this;
    }
    unref() {
      if (this.isRef && !this._destroyed) timersAlive--;
      this.isRef = false;
      return this;
    }
    hasRef() { return this.isRef; }
    refresh() {
      host.touch();
      this.stop();
      this._destroyed = false;
      this.start();
      return this;
    }
    close() {
      this.stop();
      return this;
    }
    [Symbol.toPrimitive]() { return this.id; }
  }
  for (const name of ['start', 'fire', 'stop']) Object.defineProperty(Timeout.prototype, name, { enumerable: false });
  const byId = new Map();
  class Immediate {
    constructor(callback, args) {
      check(callback);
      host.touch();
      this._onImmediate = carried(callback);
      this._argv = args;
      Object.defineProperties(this, { isActive: { value: true, writable: true }, isRef: { value: true, writable: true } });
      nextImmediates.push(this);
    }
    finish() {
      this.isActive = false;
      this.ref();
    }
    ref() {
      if (!this.isRef) unrefed--;
      this.isRef = true;
      return this;
    }
    unref() {
      if (this.isRef && this.isActive) unrefed++;
      this.isRef = false;
      return this;
    }
    hasRef() { return this.isRef; }
  }
  const timers = {
    setTimeout(callback, delay, ...args) { return new Timeout(callback, delay, args, false); },
    clearTimeout(timer) {
      if (timer instanceof Timeout) timer.stop();
      else if (typeof timer === 'number' || typeof timer === 'string') byId.get(+timer)?.stop();
    },
    setImmediate(callback, ...args) { return new Immediate(callback, args); },
    clearImmediate(immediate) {
      if (immediate instanceof Immediate) immediate.finish();
    },
    setInterval(callback, delay, ...args) { return new Timeout(callback, delay, args, true); },
    clearInterval(timer) { timers.clearTimeout(timer); },
  };
  // A promise of what `start` resolves, unless a signal ends it before.
  function promised({ signal, ref = true } = {}, start, stop) {
    return new Promise((resolve, reject) => {
      const abort = () => reject(get('abortError')(signal.reason));
      if (signal?.aborted) {
        abort();
        return;
      }
      const timer = start(resolve);
      if (!ref) timer.unref();
      signal?.addEventListener('abort', () => {
        stop(timer);
        abort();
      }, { once: true });
    });
  }
  const promises = {
    setTimeout: (delay, value, options) => promised(options, (resolve) => timers.setTimeout(resolve, delay, value), timers.clearTimeout),
    setImmediate: (value, options) => promised(options, (resolve) => timers.setImmediate(resolve, value), timers.clearImmediate),
    async* setInterval(delay, value, options) {
      for (;;) yield promises.setTimeout(delay, value, options);
    },
    scheduler: { wait: (delay, options) => promises.setTimeout(delay, undefined, options), yield: () => promises.setImmediate() },
  };
  // What `util.promisify` makes of them.
  const PROMISIFIED = Symbol.for('nodejs.util.promisify.custom');
  Object.defineProperty(timers.setTimeout, PROMISIFIED, { get: () => promises.setTimeout });
  Object.defineProperty(timers.setImmediate, PROMISIFIED, { get: () => promises.setImmediate });
  const timersModule = { ...timers, promises };
  get('withAbsent')(timersModule, 'timers', 'node itself advises against it', '_unrefActive active unenroll enroll');
  return {
    nextTick, runTicks, later, hasWork, runTask, ...timers,
    'node:timers': timersModule,
    'node:timers/promises': promises,
  };
})
