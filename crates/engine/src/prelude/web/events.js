// `EventTarget`, what it dispatches, and `AbortController`.
(function (host, get) {
  'use strict';
  const { apply } = Reflect;
  const CUSTOM = Symbol.for('nodejs.util.inspect.custom');
  const DOMException = get('DOMException');
  // An error with a code, as node has it.
  function typeError(code, message) {
    const error = new TypeError(message);
    error.code = code;
    return error;
  }
  const hidden = (home, properties) => {
    for (const [key, value] of Object.entries(properties)) {
      Object.defineProperty(home, key, { value, writable: true, configurable: true });
    }
  };
  const named = (Class, name) => Object.defineProperty(Class.prototype, Symbol.toStringTag, { value: name, configurable: true });
  const shown = (Class, ...keys) => {
    for (const key of keys) Object.defineProperty(Class.prototype, key, { enumerable: true });
  };
  // How an object of such a class is shown: its name and what is told of it.
  const described = (name, parts) => function (depth, options, inspect) {
    if (depth < 0) return `[${name}]`;
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `${name} ${inspect(apply(parts, this, []), inner)}`;
  };

  // What of an event its target changes.
  let dispatch;
  class Event {
    #type;
    #bubbles;
    #cancelable;
    #composed;
    #time = get('performance').now();
    #isPrevented = false;
    #isStopped = false;
    #isStoppedAtOnce = false;
    #isDispatching = false;
    #isPassive = false;
    #target = null;
    #current = null;
    constructor(type, options = undefined) {
      if (arguments.length === 0) throw typeError('ERR_MISSING_ARGS', 'The "type" argument must be specified');
      if (options != null && typeof options !== 'object') {
        throw typeError('ERR_INVALID_ARG_TYPE', 'The "options" argument must be of type object.');
      }
      this.#type = `${type}`;
      this.#bubbles = Boolean(options?.bubbles);
      this.#cancelable = Boolean(options?.cancelable);
      this.#composed = Boolean(options?.composed);
    }
    get type() { return this.#type; }
    get target() { return this.#target; }
    get currentTarget() { return this.#current; }
    get srcElement() { return this.#target; }
    get bubbles() { return this.#bubbles; }
    get cancelable() { return this.#cancelable; }
    get composed() { return this.#composed; }
    get defaultPrevented() { return this.#cancelable && this.#isPrevented; }
    get timeStamp() { return this.#time; }
    get eventPhase() { return this.#isDispatching ? Event.AT_TARGET : Event.NONE; }
    get isTrusted() { return false; }
    get returnValue() { return !this.defaultPrevented; }
    get cancelBubble() { return this.#isStopped; }
    set cancelBubble(value) {
      if (value) this.#isStopped = true;
    }
    composedPath() { return this.#isDispatching ? [this.#current] : []; }
    preventDefault() {
      if (!this.#isPassive) this.#isPrevented = true;
    }
    stopPropagation() { this.#isStopped = true; }
    stopImmediatePropagation() { this.#isStoppedAtOnce = true; }
    initEvent(type, bubbles = false, cancelable = false) {
      if (this.#isDispatching) return;
      this.#type = `${type}`;
      this.#bubbles = Boolean(bubbles);
      this.#cancelable = Boolean(cancelable);
    }
    [CUSTOM](...args) {
      return apply(described(this.constructor.name, () => ({
        type: this.type, defaultPrevented: this.defaultPrevented, cancelable: this.cancelable, timeStamp: this.timeStamp,
      })), this, args);
    }
    static isEvent(value) { return typeof value === 'object' && value !== null && #type in value; }
    static {
      dispatch = {
        isUnderWay: (event) => event.#isDispatching,
        isOver: (event) => event.#isStoppedAtOnce,
        begin(event, target) {
          event.#isDispatching = true;
          event.#target = event.#current = target;
        },
        end(event) {
          event.#isDispatching = event.#isStopped = event.#isStoppedAtOnce = false;
          event.#current = null;
        },
        setPassive(event, value) { event.#isPassive = value; },
      };
    }
  }
  const { isEvent } = Event;
  delete Event.isEvent;
  for (const [name, value] of Object.entries({ NONE: 0, CAPTURING_PHASE: 1, AT_TARGET: 2, BUBBLING_PHASE: 3 })) {
    Object.defineProperty(Event, name, { value, enumerable: true });
    Object.defineProperty(Event.prototype, name, { value, enumerable: true });
  }
  named(Event, 'Event');
  shown(Event, 'type', 'target', 'currentTarget', 'srcElement', 'bubbles', 'cancelable', 'composed', 'defaultPrevented',
    'timeStamp', 'eventPhase', 'returnValue', 'cancelBubble', 'composedPath', 'preventDefault', 'stopPropagation',
    'stopImmediatePropagation', 'initEvent');
  class CustomEvent extends Event {
    #detail;
    constructor(type, options = undefined) {
      if (arguments.length === 0) throw typeError('ERR_MISSING_ARGS', 'The "type" argument must be specified');
      super(type, options);
      this.#detail = options?.detail ?? null;
    }
    get detail() { return this.#detail; }
  }
  named(CustomEvent, 'CustomEvent');
  shown(CustomEvent, 'detail');

  let listenersOf;
  let handlersOf;
  class EventTarget {
    #handlers = { __proto__: null };
    #listeners = new Map(); // from the type to what was added, in order
    addEventListener(type, listener, options = undefined) {
      if (arguments.length < 2) throw typeError('ERR_MISSING_ARGS', 'The "type" and "listener" arguments must be specified');
      if (listener == null) return;
      if (typeof listener !== 'function' && typeof listener !== 'object') {
        throw typeError('ERR_INVALID_ARG_TYPE', 'The "listener" argument must be an instance of EventListener.');
      }
      const given = typeof options === 'boolean' ? { capture: options } : options ?? {};
      const { signal } = given;
      if (signal?.aborted) return;
      type = `${type}`;
      const capture = Boolean(given.capture);
      const there = this.#listeners.get(type) ?? [];
      if (there.some((one) => one.listener === listener && one.capture === capture)) return;
      const added = { listener, capture, once: Boolean(given.once), passive: Boolean(given.passive), isRemoved: false };
      this.#listeners.set(type, [...there, added]);
      signal?.addEventListener('abort', () => this.removeEventListener(type, listener, given), { once: true });
    }
    removeEventListener(type, listener, options = undefined) {
      if (arguments.length < 2) throw typeError('ERR_MISSING_ARGS', 'The "type" and "listener" arguments must be specified');
      type = `${type}`;
      const capture = Boolean(typeof options === 'boolean' ? options : options?.capture);
      const there = this.#listeners.get(type) ?? [];
      const found = there.find((one) => one.listener === listener && one.capture === capture);
      if (found === undefined) return;
      found.isRemoved = true;
      this.#listeners.set(type, there.filter((one) => one !== found));
    }
    dispatchEvent(event) {
      if (!(#listeners in this)) throw typeError('ERR_INVALID_THIS', 'Value of "this" must be of type EventTarget');
      if (!isEvent(event)) {
        throw typeError('ERR_INVALID_ARG_TYPE', `The "event" argument must be an instance of Event.${get('received') === undefined ? '' : ` Received ${get('received')(event)}`}`);
      }
      if (dispatch.isUnderWay(event)) {
        const error = new Error('The event is already being dispatched');
        error.code = 'ERR_EVENT_RECURSION';
        throw error;
      }
      dispatch.begin(event, this);
      for (const one of this.#listeners.get(event.type) ?? []) {
        if (dispatch.isOver(event)) break;
        if (one.isRemoved) continue;
        if (one.once) this.removeEventListener(event.type, one.listener, one.capture);
        dispatch.setPassive(event, one.passive);
        try {
          const { listener } = one;
          if (typeof listener === 'function') apply(listener, this, [event]);
          else if (typeof listener.handleEvent === 'function') listener.handleEvent(event);
        } catch (error) {
          // It goes its way beside what is under way.
          const uncaught = () => { throw error; };
          if (get('nextTick') !== undefined) get('nextTick')(uncaught);
          else get('queueMicrotask')(uncaught);
        } finally {
          dispatch.setPassive(event, false);
        }
      }
      dispatch.end(event);
      return !event.defaultPrevented;
    }
    [CUSTOM](...args) { return apply(described(this.constructor.name, () => ({})), this, args); }
    static listeners(target, type) { return (target.#listeners.get(type) ?? []).map((one) => one.listener); }
    static {
      listenersOf = EventTarget.listeners;
      handlersOf = (target) => target.#handlers;
    }
  }
  delete EventTarget.listeners;
  named(EventTarget, 'EventTarget');
  shown(EventTarget, 'addEventListener', 'removeEventListener', 'dispatchEvent');
  // A property that holds a listener, as `onabort` does.
  function handler(Class, type) {
    Object.defineProperty(Class.prototype, `on${type}`, {
      get() { return handlersOf(this)[type]?.value ?? null; },
      set(value) {
        const held = handlersOf(this)[type];
        const is = typeof value === 'function' || (typeof value === 'object' && value !== null);
        if (held !== undefined) {
          held.value = is ? value : null;
          return;
        }
        const made = { value: is ? value : null };
        handlersOf(this)[type] = made;
        this.addEventListener(type, (event) => {
          if (typeof made.value === 'function') apply(made.value, this, [event]);
        });
      },
      enumerable: true, configurable: true,
    });
  }

  const KEY = {};
  let abort;
  class AbortSignal extends EventTarget {
    #reason;
    #isAborted = false;
    #dependents = new Set();
    #timer;
    constructor(key = undefined) {
      if (key !== KEY) throw typeError('ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
      super();
    }
    get aborted() { return this.#isAborted; }
    get reason() { return this.#reason; }
    throwIfAborted() {
      if (this.#isAborted) throw this.#reason;
    }
    static abort(reason = new DOMException('This operation was aborted', 'AbortError')) {
      const signal = new AbortSignal(KEY);
      signal.#isAborted = true;
      signal.#reason = reason;
      return signal;
    }
    static timeout(delay) {
      const signal = new AbortSignal(KEY);
      const timer = get('setTimeout')(
        () => abort(signal, new DOMException('The operation was aborted due to timeout', 'TimeoutError')), delay);
      // It keeps no program alive.
      if (typeof timer === 'object') timer.unref();
      return signal;
    }
    static any(signals) {
      const made = new AbortSignal(KEY);
      for (const signal of signals) {
        if (signal.aborted) {
          made.#isAborted = true;
          made.#reason = signal.reason;
          return made;
        }
      }
      for (const signal of signals) signal.#dependents.add(made);
      return made;
    }
    [CUSTOM](...args) { return apply(described('AbortSignal', () => ({ aborted: this.aborted })), this, args); }
    static {
      abort = (signal, reason) => {
        if (signal.#isAborted) return;
        signal.#isAborted = true;
        signal.#reason = reason;
        signal.dispatchEvent(new Event('abort'));
        for (const dependent of signal.#dependents) abort(dependent, reason);
        signal.#dependents.clear();
      };
    }
  }
  handler(AbortSignal, 'abort');
  named(AbortSignal, 'AbortSignal');
  shown(AbortSignal, 'aborted', 'reason', 'throwIfAborted');
  class AbortController {
    #signal = new AbortSignal(KEY);
    get signal() { return this.#signal; }
    abort(reason = new DOMException('This operation was aborted', 'AbortError')) { abort(this.#signal, reason); }
    [CUSTOM](...args) { return apply(described('AbortController', () => ({ signal: this.signal })), this, args); }
  }
  named(AbortController, 'AbortController');
  shown(AbortController, 'signal', 'abort');
  hidden(Event.prototype, { constructor: Event });
  return { Event, CustomEvent, EventTarget, AbortSignal, AbortController, listenersOf, handler, described };
})
