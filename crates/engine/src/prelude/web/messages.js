// `MessageChannel` and `BroadcastChannel`: within the one thread that there is. And `Blob`.
(function (host, get) {
  'use strict';
  const { apply } = Reflect;
  const CUSTOM = Symbol.for('nodejs.util.inspect.custom');
  const Event = get('Event');
  const EventTarget = get('EventTarget');
  const handler = get('handler');
  const described = get('described');
  const named = (Class) => Object.defineProperty(Class.prototype, Symbol.toStringTag, { value: Class.name, configurable: true });
  class MessageEvent extends Event {
    #data;
    #rest;
    constructor(type, options = {}) {
      super(type, options);
      this.#data = options.data === undefined ? null : options.data;
      this.#rest = options;
    }
    get data() { return this.#data; }
    get origin() { return this.#rest.origin ?? ''; }
    get lastEventId() { return this.#rest.lastEventId ?? ''; }
    get source() { return this.#rest.source ?? null; }
    get ports() { return this.#rest.ports ?? []; }
  }
  named(MessageEvent);
  // A port takes messages once it is started, one in each turn of the loop, as if they had been read.
  const KEY = {};
  let pair;
  let takeNext;
  class MessagePort extends EventTarget {
    #other;
    #queue = [];
    #isStarted = false;
    #isClosed = false;
    #listeners = new Map(); // from a listener as events have it to one as targets do
    constructor(key = undefined) {
      if (key !== KEY) throw get('fail')(TypeError, 'ERR_CONSTRUCT_CALL_INVALID', 'Constructor cannot be called');
      super();
    }
    postMessage(message, options = undefined) {
      const transfer = Array.isArray(options) ? options : options?.transfer ?? [];
      const data = get('structuredClone')(message, { transfer: transfer.filter((one) => !(one instanceof MessagePort)) });
      if (this.#isClosed || this.#other === undefined) return;
      this.#other.#queue.push({ data, ports: transfer.filter((one) => one instanceof MessagePort) });
      if (this.#other.#isStarted) this.#other.#schedule();
    }
    #schedule() {
      get('later')(() => {
        const next = this.#queue.shift();
        if (next !== undefined) this.dispatchEvent(new MessageEvent('message', next));
      });
    }
    start() {
      if (this.#isStarted) return;
      this.#isStarted = true;
      for (const _ of this.#queue) this.#schedule();
    }
    close(callback = undefined) {
      if (callback !== undefined) this.once('close', callback);
      if (this.#isClosed) return;
      for (const port of [this, this.#other]) {
        if (port.#isClosed) continue;
        port.#isClosed = true;
        get('later')(() => port.dispatchEvent(new Event('close')));
      }
    }
    ref() { return this; }
    unref() { return this; }
    hasRef() { return false; }
    // The way of emitters: what is listened to is the message itself.
    on(type, listener) {
      const wrapped = (event) => apply(listener, this, type === 'message' ? [event.data] : []);
      this.#listeners.set(listener, wrapped);
      this.addEventListener(type, wrapped);
      if (type === 'message') this.start();
      return this;
    }
    once(type, listener) {
      const wrapped = (event) => {
        this.off(type, listener);
        return apply(listener, this, type === 'message' ? [event.data] : []);
      };
      this.#listeners.set(listener, wrapped);
      this.addEventListener(type, wrapped);
      if (type === 'message') this.start();
      return this;
    }
    off(type, listener) {
      this.removeEventListener(type, this.#listeners.get(listener) ?? listener);
      return this;
    }
    static {
      pair = () => {
        const [a, b] = [new MessagePort(KEY), new MessagePort(KEY)];
        a.#other = b;
        b.#other = a;
        return [a, b];
      };
      takeNext = (port) => {
        const next = port.#queue.shift();
        return next === undefined ? undefined : { message: next.data };
      };
    }
  }
  for (const [alias, name] of [['addListener', 'on'], ['removeListener', 'off']]) {
    Object.defineProperty(MessagePort.prototype, alias, { value: MessagePort.prototype[name], writable: true, configurable: true });
  }
  handler(MessagePort, 'message');
  handler(MessagePort, 'messageerror');
  const { get: getHandler, set: setHandler } = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage');
  Object.defineProperty(MessagePort.prototype, 'onmessage', {
    get: getHandler,
    set(value) {
      apply(setHandler, this, [value]);
      this.start();
    },
  });
  named(MessagePort);
  class MessageChannel {
    constructor() {
      [this.port1, this.port2] = pair();
    }
  }
  named(MessageChannel);
  const channels = new Map();
  class BroadcastChannel extends EventTarget {
    #name;
    constructor(name) {
      super();
      this.#name = `${name}`;
      if (!channels.has(this.#name)) channels.set(this.#name, new Set());
      channels.get(this.#name).add(this);
    }
    get name() { return this.#name; }
    postMessage(message) {
      for (const channel of channels.get(this.#name)) {
        if (channel === this) continue;
        const data = get('structuredClone')(message);
        get('later')(() => channels.get(this.#name).has(channel) && channel.dispatchEvent(new MessageEvent('message', { data })));
      }
    }
    close() { channels.get(this.#name).delete(this); }
    ref() { return this; }
    unref() { return this; }
  }
  handler(BroadcastChannel, 'message');
  named(BroadcastChannel);

  let bytesOfBlob;
  class Blob {
    #bytes;
    #type;
    constructor(parts = [], options = {}) {
      if (parts === null || typeof parts !== 'object' || typeof parts[Symbol.iterator] !== 'function') {
        throw get('wrongType')('sources', 'a sequence', parts);
      }
      const { Buffer } = get('node:buffer');
      this.#bytes = Buffer.concat([...parts].map((part) => {
        if (part instanceof Blob) return part.#bytes;
        if (ArrayBuffer.isView(part)) return Buffer.from(Buffer.from(part.buffer, part.byteOffset, part.byteLength));
        if (part instanceof ArrayBuffer) return Buffer.from(Buffer.from(part));
        const text = `${part}`;
        return Buffer.from(options?.endings === 'native' ? text.replace(/\r\n?/g, '\n') : text);
      }));
      const type = `${options?.type ?? ''}`;
      this.#type = /[^\x20-\x7e]/.test(type) ? '' : type.toLowerCase();
    }
    get size() { return this.#bytes.length; }
    get type() { return this.#type; }
    slice(start = 0, end = this.size, type = '') { return new Blob([this.#bytes.subarray(start, end)], { type }); }
    async text() { return new (get('TextDecoder'))().decode(this.#bytes); }
    async arrayBuffer() { return new Uint8Array(this.#bytes).buffer; }
    async bytes() { return new Uint8Array(this.#bytes); }
    stream() { throw get('fail')(Error, 'ERR_FEATURE_UNAVAILABLE', 'Blob.stream is not available in Tribunal'); }
    [CUSTOM](...args) { return apply(described(this.constructor.name, () => ({ size: this.size, type: this.type })), this, args); }
    static { bytesOfBlob = (blob) => blob.#bytes; }
  }
  named(Blob);
  class File extends Blob {
    #name;
    #time;
    constructor(parts, name, options = {}) {
      super(parts, options);
      this.#name = `${name}`;
      this.#time = options?.lastModified ?? Date.now();
    }
    get name() { return this.#name; }
    get lastModified() { return this.#time; }
  }
  named(File);
  return { MessageEvent, MessagePort, MessageChannel, BroadcastChannel, Blob, File, receiveMessage: takeNext };
})
