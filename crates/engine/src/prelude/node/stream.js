// `stream`: what reads, writes and transforms, as far as programs use it that have an input and an output.
(function (host, get) {
  'use strict';
  const { apply } = Reflect;
  const EventEmitter = get('node:events');
  const nextTick = get('nextTick');
  const fail = (...args) => get('fail')(...args);

  function inherit(child, parent) {
    Object.setPrototypeOf(child.prototype, parent.prototype);
    Object.setPrototypeOf(child, parent);
  }
  function hidden(home, members) {
    for (const name of Reflect.ownKeys(members)) {
      const property = Object.getOwnPropertyDescriptor(members, name);
      Object.defineProperty(home, name, { ...property, enumerable: false, configurable: true });
    }
  }

  function Stream(options) {
    EventEmitter.call(this, options);
  }
  inherit(Stream, EventEmitter);

  // What both sides share: an end that nothing comes after.
  function destroy(stream, error, callback) {
    if (stream.destroyed) return stream;
    stream.destroyed = true;
    const finish = (reason) => nextTick(() => {
      const problem = reason ?? error;
      callback?.(problem);
      if (problem) {
        stream.errored = problem;
        stream.emit('error', problem);
      }
      stream.closed = true;
      stream.emit('close');
    });
    stream._destroy(error ?? null, finish);
    return stream;
  }

  function Readable(options = {}) {
    Stream.call(this, options);
    initReadable(this, options);
  }
  inherit(Readable, Stream);
  function initReadable(stream, options) {
    stream._readableState = {
      objectMode: Boolean(options.objectMode || options.readableObjectMode),
      highWaterMark: options.highWaterMark ?? options.readableHighWaterMark ?? (options.objectMode || options.readableObjectMode ? 16 : 16384),
      buffer: [], // from `at` on
      at: 0,
      length: 0, // bytes or characters, or objects
      flowing: null,
      ended: false, // nothing is pushed any more
      endEmitted: false,
      reading: false, // `_read` was called and has not pushed yet
      decoder: null,
      encoding: null,
      isResuming: false,
      isWaiting: false, // for 'readable'
      pipes: [],
    };
    stream.readable = true;
    stream.destroyed = false;
    stream.closed = false;
    stream.errored = null;
    stream.autoDestroy = options.autoDestroy !== false;
    if (typeof options.read === 'function') stream._read = options.read;
    if (typeof options.destroy === 'function') stream._destroy = options.destroy;
    if (options.encoding) stream.setEncoding(options.encoding);
  }
  const sizeOf = (state, chunk) => (state.objectMode ? 1 : chunk.length);
  function add(stream, chunk, isFirst) {
    const state = stream._readableState;
    state.length += sizeOf(state, chunk);
    if (!isFirst) state.buffer.push(chunk);
    else if (state.at > 0) state.buffer[--state.at] = chunk;
    else state.buffer.unshift(chunk);
  }
  function takeFirst(state) {
    const chunk = state.buffer[state.at];
    state.buffer[state.at++] = undefined;
    if (state.at === state.buffer.length) {
      state.buffer.length = 0;
      state.at = 0;
    }
    state.length -= sizeOf(state, chunk);
    return chunk;
  }
  function takeAll(state) {
    const chunks = state.buffer.slice(state.at);
    state.buffer.length = 0;
    state.at = 0;
    state.length = 0;
    if (chunks.length === 1) return chunks[0];
    return state.decoder ? chunks.join('') : get('Buffer').concat(chunks);
  }
  // Asks for more, unless there is enough or it is on its way.
  function fill(stream) {
    const state = stream._readableState;
    if (state.ended || state.reading || stream.destroyed || state.length >= state.highWaterMark && state.flowing !== true) return;
    state.reading = true;
    try {
      stream._read(state.highWaterMark);
    } catch (error) {
      destroy(stream, error);
    }
  }
  function endSoon(stream) {
    const state = stream._readableState;
    if (state.endEmitted || state.endScheduled || !state.ended || state.length > 0) return;
    state.endScheduled = true;
    nextTick(() => {
      if (state.endEmitted || stream.destroyed) return;
      state.endEmitted = true;
      stream.readable = false;
      stream.emit('end');
      const isWriting = stream._writableState !== undefined && !stream._writableState.finished;
      if (stream._writableState !== undefined && stream.allowHalfOpen === false && !stream._writableState.ending) stream.end();
      if (stream.autoDestroy && !isWriting) destroy(stream);
    });
  }
  function tellReadable(stream) {
    const state = stream._readableState;
    if (state.isTelling) return;
    state.isTelling = true;
    nextTick(() => {
      state.isTelling = false;
      if (stream.destroyed || state.endEmitted) return;
      if (state.length > 0 || state.ended) stream.emit('readable');
      if (state.ended && state.length === 0) endSoon(stream);
    });
  }
  function flow(stream) {
    const state = stream._readableState;
    while (state.flowing && state.length > 0) {
      const chunk = takeFirst(state);
      stream.emit('data', chunk);
    }
    if (!state.flowing) return;
    if (state.ended) endSoon(stream);
    else fill(stream);
  }
  hidden(Readable.prototype, {
    _read() { throw fail(Error, 'ERR_METHOD_NOT_IMPLEMENTED', 'The _read() method is not implemented'); },
    _destroy(error, callback) { callback(error); },
    push(chunk, encoding) { return accept(this, chunk, encoding, false); },
    unshift(chunk, encoding) { return accept(this, chunk, encoding, true); },
    read(size) {
      const state = this._readableState;
      size = size === undefined ? undefined : Math.trunc(+size);
      if (size === 0) {
        if (state.length > 0 || state.ended) tellReadable(this);
        else fill(this);
        return null;
      }
      if (!state.ended && (state.length === 0 || (size !== undefined && state.length < size))) fill(this);
      let chunk = null;
      if (state.length > 0) {
        if (state.objectMode) chunk = takeFirst(state);
        else if (size === undefined || size !== size) chunk = state.flowing ? takeFirst(state) : takeAll(state);
        else if (size <= state.length) {
          const all = takeAll(state);
          chunk = all.slice(0, size);
          if (size < all.length) add(this, all.slice(size), true);
        } else if (state.ended) {
          chunk = takeAll(state);
        }
      }
      if (chunk === null) state.isWaiting = true;
      if (state.ended && state.length === 0) endSoon(this);
      else if (!state.ended && state.length < state.highWaterMark && this.listenerCount('readable') > 0) fill(this);
      if (chunk !== null && !state.flowing) this.emit('data', chunk);
      return chunk;
    },
    setEncoding(encoding) {
      const state = this._readableState;
      const { StringDecoder } = get('node:string_decoder');
      state.decoder = new StringDecoder(encoding);
      state.encoding = state.decoder.encoding;
      if (state.length > 0) {
        const text = state.decoder.write(takeAll({ ...state, decoder: null }));
        state.buffer = [];
        state.at = state.length = 0;
        if (text !== '') add(this, text, false);
      }
      return this;
    },
    on(name, listener) {
      const state = this._readableState;
      apply(EventEmitter.prototype.on, this, [name, listener]);
      if (name === 'data') {
        if (state.flowing !== false && this.listenerCount('readable') === 0) this.resume();
      } else if (name === 'readable' && !state.endEmitted) {
        state.flowing = false;
        if (state.length > 0 || state.ended) tellReadable(this);
        else nextTick(() => fill(this));
      }
      return this;
    },
    addListener(name, listener) { return this.on(name, listener); },
    resume() {
      const state = this._readableState;
      if (state.flowing) return this;
      state.flowing = this.listenerCount('readable') === 0;
      if (!state.isResuming) {
        state.isResuming = true;
        nextTick(() => {
          state.isResuming = false;
          this.emit('resume');
          flow(this);
        });
      }
      return this;
    },
    pause() {
      const state = this._readableState;
      if (state.flowing !== false) {
        state.flowing = false;
        this.emit('pause');
      }
      return this;
    },
    isPaused() { return this._readableState.flowing === false; },
    pipe(target, options = {}) {
      const state = this._readableState;
      const onData = (chunk) => {
        if (target.write(chunk) === false) {
          this.pause();
          target.once('drain', () => this.resume());
        }
      };
      const isOutput = target === get('process').stdout || target === get('process').stderr;
      const onEnd = () => target.end();
      state.pipes.push({ target, onData, onEnd });
      this.on('data', onData);
      if (options.end !== false && !isOutput) this.once('end', onEnd);
      target.emit('pipe', this);
      return target;
    },
    unpipe(target) {
      const state = this._readableState;
      for (const pipe of state.pipes.filter((one) => target === undefined || one.target === target)) {
        this.removeListener('data', pipe.onData);
        this.removeListener('end', pipe.onEnd);
        pipe.target.emit('unpipe', this);
      }
      state.pipes = state.pipes.filter((one) => target !== undefined && one.target !== target);
      return this;
    },
    destroy(error, callback) { return destroy(this, error, callback); },
    iterator() { return this[Symbol.asyncIterator](); },
    async* [Symbol.asyncIterator]() {
      const state = this._readableState;
      let wake;
      let error;
      let isOver = false;
      const onReadable = () => wake?.();
      const onEnd = () => {
        isOver = true;
        wake?.();
      };
      const onError = (reason) => {
        error = { reason };
        wake?.();
      };
      this.on('readable', onReadable);
      this.once('end', onEnd).once('close', onEnd).once('error', onError);
      try {
        for (;;) {
          const chunk = this.destroyed ? null : this.read();
          if (chunk !== null) {
            yield chunk;
          } else if (error !== undefined) {
            throw error.reason;
          } else if (isOver || state.endEmitted) {
            return;
          } else {
            await new Promise((resolve) => { wake = resolve; });
            wake = undefined;
          }
        }
      } finally {
        this.removeListener('readable', onReadable);
        if (!isOver && this.autoDestroy) destroy(this);
      }
    },
    async toArray() {
      const all = [];
      for await (const chunk of this) all.push(chunk);
      return all;
    },
    // What arrays have, one piece after the other.
    map(change) {
      return Readable.from((async function* (items) {
        for await (const item of items) yield change(item);
      })(this));
    },
    filter(test) {
      return Readable.from((async function* (items) {
        for await (const item of items) if (await test(item)) yield item;
      })(this));
    },
    flatMap(change) {
      return Readable.from((async function* (items) {
        for await (const item of items) yield* await change(item);
      })(this));
    },
    take(count) {
      return Readable.from((async function* (items) {
        if (count <= 0) return;
        let left = count;
        for await (const item of items) {
          yield item;
          if (--left <= 0) return;
        }
      })(this));
    },
    drop(count) {
      return Readable.from((async function* (items) {
        let left = count;
        for await (const item of items) if (left-- <= 0) yield item;
      })(this));
    },
    async forEach(act) {
      for await (const item of this) await act(item);
    },
    async reduce(...args) { return (await this.toArray()).reduce(...args); },
    async some(test) {
      for await (const item of this) if (await test(item)) return true;
      return false;
    },
    async every(test) { return !await this.some(async (item) => !await test(item)); },
    async find(test) {
      for await (const item of this) if (await test(item)) return item;
      return undefined;
    },
    get readableFlowing() { return this._readableState.flowing; },
    get readableLength() { return this._readableState.length; },
    get readableEnded() { return this._readableState.endEmitted; },
    get readableEncoding() { return this._readableState.encoding; },
    get readableObjectMode() { return this._readableState.objectMode; },
    get readableHighWaterMark() { return this._readableState.highWaterMark; },
  });
  function accept(stream, chunk, encoding, isFirst) {
    const state = stream._readableState;
    state.reading = false;
    if (chunk === null) {
      if (state.ended) return false;
      state.ended = true;
      const rest = state.decoder?.end() ?? '';
      if (rest !== '') add(stream, rest, false);
      if (state.flowing && !state.isResuming) flow(stream);
      else if (stream.listenerCount('readable') > 0) tellReadable(stream);
      return false;
    }
    if (state.ended && !isFirst) {
      destroy(stream, fail(Error, 'ERR_STREAM_PUSH_AFTER_EOF', 'stream.push() after EOF'));
      return false;
    }
    if (!state.objectMode) {
      if (typeof chunk === 'string') {
        if (!state.decoder || (encoding && encoding !== state.encoding)) chunk = get('Buffer').from(chunk, encoding);
      } else if (ArrayBuffer.isView(chunk)) {
        if (!(chunk instanceof get('Buffer'))) chunk = get('Buffer').from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      } else {
        destroy(stream, get('wrongType')('chunk', 'of type string or an instance of Buffer, TypedArray, or DataView', chunk));
        return false;
      }
      if (state.decoder && typeof chunk !== 'string') chunk = state.decoder.write(chunk);
      if (chunk.length === 0) {
        fill(stream);
        return true;
      }
    }
    if (state.flowing && state.length === 0 && !isFirst && !state.isResuming && stream.listenerCount('data') > 0) {
      stream.emit('data', chunk);
      // What pushes on its own goes on; what is asked is asked again, later, lest the stack grow.
      nextTick(() => flow(stream));
    } else {
      add(stream, chunk, isFirst);
      if (state.flowing && !state.isResuming) nextTick(() => flow(stream));
      else if (stream.listenerCount('readable') > 0) tellReadable(stream);
    }
    return state.length < state.highWaterMark;
  }
  Readable.from = (items, options) => {
    if (typeof items === 'string' || items instanceof Uint8Array) items = [items];
    const iterator = items[Symbol.asyncIterator]?.() ?? items[Symbol.iterator]();
    let isBusy = false;
    return new Readable({
      objectMode: true,
      highWaterMark: 1,
      ...options,
      async read() {
        if (isBusy) return;
        isBusy = true;
        try {
          for (;;) {
            const { value, done } = await iterator.next();
            if (done) {
              this.push(null);
              break;
            }
            if (!this.push(await value)) break;
          }
        } catch (error) {
          this.destroy(error);
        }
        isBusy = false;
      },
    });
  };

  function Writable(options = {}) {
    Stream.call(this, options);
    initWritable(this, options);
  }
  inherit(Writable, Stream);
  function initWritable(stream, options) {
    stream._writableState = {
      objectMode: Boolean(options.objectMode || options.writableObjectMode),
      highWaterMark: options.highWaterMark ?? options.writableHighWaterMark ?? (options.objectMode || options.writableObjectMode ? 16 : 16384),
      decodeStrings: options.decodeStrings !== false,
      defaultEncoding: options.defaultEncoding ?? 'utf8',
      buffer: [],
      at: 0,
      length: 0,
      writing: false,
      corked: 0,
      ending: false,
      finished: false,
      needDrain: false,
    };
    stream.writable = true;
    stream.destroyed ??= false;
    stream.closed ??= false;
    stream.errored ??= null;
    stream.autoDestroy ??= options.autoDestroy !== false;
    for (const name of ['write', 'writev', 'final', 'destroy']) {
      if (typeof options[name] === 'function') stream[`_${name}`] = options[name];
    }
  }
  function work(stream) {
    const state = stream._writableState;
    while (!state.writing && state.corked === 0 && state.at < state.buffer.length) {
      if (stream._writev && state.buffer.length - state.at > 1) {
        const chunks = state.buffer.slice(state.at);
        state.buffer = [];
        state.at = 0;
        state.writing = true;
        const size = chunks.reduce((sum, { chunk }) => sum + sizeOf(state, chunk), 0);
        stream._writev(chunks, wrote(stream, size, chunks));
        continue;
      }
      const entry = state.buffer[state.at];
      state.buffer[state.at++] = undefined;
      if (state.at === state.buffer.length) {
        state.buffer = [];
        state.at = 0;
      }
      start(stream, entry);
    }
    finishSoon(stream);
  }
  function start(stream, entry) {
    const state = stream._writableState;
    state.writing = true;
    const done = wrote(stream, sizeOf(state, entry.chunk), [entry]);
    if (stream._write === Writable.prototype._write && stream._writev) stream._writev([entry], done);
    else stream._write(entry.chunk, entry.encoding, done);
  }
  function wrote(stream, size, entries) {
    let isSync = true;
    let isDone = false;
    const done = (error) => {
      if (isDone) return;
      isDone = true;
      const state = stream._writableState;
      state.writing = false;
      state.length -= size;
      const after = () => {
        for (const { callback } of entries) callback?.(error ?? null);
        if (error) return void destroy(stream, error);
        if (state.needDrain && state.length === 0 && !state.ending) {
          state.needDrain = false;
          stream.emit('drain');
        }
        finishSoon(stream);
      };
      if (isSync) nextTick(after);
      else after();
      if (!error && !isSync) work(stream);
    };
    nextTick(() => { isSync = false; });
    return done;
  }
  function finishSoon(stream) {
    const state = stream._writableState;
    if (!state.ending || state.finishing || state.writing || state.length > 0 || stream.destroyed) return;
    state.finishing = true;
    const finish = (error) => nextTick(() => {
      if (error) return void destroy(stream, error);
      state.finished = true;
      stream.emit('finish');
      const isReading = stream._readableState !== undefined && !stream._readableState.endEmitted;
      if (stream.autoDestroy && !isReading) destroy(stream);
    });
    nextTick(() => {
      if (stream._final) stream._final(finish);
      else finish();
    });
  }
  hidden(Writable.prototype, {
    _write(chunk, encoding, callback) { throw fail(Error, 'ERR_METHOD_NOT_IMPLEMENTED', 'The _write() method is not implemented'); },
    _destroy(error, callback) { callback(error); },
    write(chunk, encoding, callback) {
      const state = this._writableState;
      if (typeof encoding === 'function') [encoding, callback] = [undefined, encoding];
      encoding ??= state.defaultEncoding;
      if (chunk === null) throw fail(TypeError, 'ERR_STREAM_NULL_VALUES', 'May not write null values to stream');
      if (!state.objectMode) {
        if (typeof chunk === 'string') {
          if (state.decodeStrings) {
            chunk = get('Buffer').from(chunk, encoding);
            encoding = 'buffer';
          }
        } else if (ArrayBuffer.isView(chunk)) {
          if (!(chunk instanceof get('Buffer'))) chunk = get('Buffer').from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
          encoding = 'buffer';
        } else {
          throw get('wrongType')('chunk', 'of type string or an instance of Buffer, TypedArray, or DataView', chunk);
        }
      }
      if (state.ending || this.destroyed) {
        const error = state.ending
          ? fail(Error, 'ERR_STREAM_WRITE_AFTER_END', 'write after end')
          : fail(Error, 'ERR_STREAM_DESTROYED', 'Cannot call write after a stream was destroyed');
        nextTick(() => {
          callback?.(error);
          destroy(this, error);
        });
        return false;
      }
      state.length += sizeOf(state, chunk);
      const hasRoom = state.length < state.highWaterMark;
      if (!hasRoom) state.needDrain = true;
      const entry = { chunk, encoding, callback };
      if (state.writing || state.corked > 0 || state.buffer.length > 0) state.buffer.push(entry);
      else {
        start(this, entry);
        if (!state.writing) work(this);
      }
      return hasRoom;
    },
    end(chunk, encoding, callback) {
      const state = this._writableState;
      if (typeof chunk === 'function') [chunk, callback] = [undefined, chunk];
      else if (typeof encoding === 'function') [encoding, callback] = [undefined, encoding];
      if (chunk != null) this.write(chunk, encoding);
      if (callback) {
        if (state.finished) nextTick(callback);
        else this.once('finish', callback);
      }
      state.corked = 0;
      state.ending = true;
      this.writable = false;
      work(this);
      return this;
    },
    cork() { this._writableState.corked++; },
    uncork() {
      if (this._writableState.corked > 0 && --this._writableState.corked === 0) work(this);
    },
    setDefaultEncoding(encoding) {
      this._writableState.defaultEncoding = encoding;
      return this;
    },
    destroy(error, callback) { return destroy(this, error, callback); },
    get writableLength() { return this._writableState.length; },
    get writableEnded() { return this._writableState.ending; },
    get writableFinished() { return this._writableState.finished; },
    get writableNeedDrain() { return this._writableState.needDrain; },
    get writableObjectMode() { return this._writableState.objectMode; },
    get writableHighWaterMark() { return this._writableState.highWaterMark; },
  });
  Object.defineProperty(Writable, Symbol.hasInstance, {
    value(object) {
      if (Function.prototype[Symbol.hasInstance].call(this, object)) return true;
      return this === Writable && object?._writableState !== undefined;
    },
  });

  function Duplex(options = {}) {
    Stream.call(this, options);
    initReadable(this, options);
    initWritable(this, options);
    this.allowHalfOpen = options.allowHalfOpen !== false;
  }
  inherit(Duplex, Readable);
  for (const name of Reflect.ownKeys(Writable.prototype)) {
    if (name in Duplex.prototype) continue;
    Object.defineProperty(Duplex.prototype, name, Object.getOwnPropertyDescriptor(Writable.prototype, name));
  }

  function Transform(options = {}) {
    Duplex.call(this, options);
    if (typeof options.transform === 'function') this._transform = options.transform;
    if (typeof options.flush === 'function') this._flush = options.flush;
    this._pending = undefined;
    Object.defineProperty(this, '_pending', { enumerable: false, writable: true, value: undefined });
  }
  inherit(Transform, Duplex);
  hidden(Transform.prototype, {
    _transform() { throw fail(Error, 'ERR_METHOD_NOT_IMPLEMENTED', 'The _transform() method is not implemented'); },
    _write(chunk, encoding, callback) {
      this._transform(chunk, encoding, (error, result) => {
        if (error) return callback(error);
        if (result != null) this.push(result);
        const state = this._readableState;
        // Where nobody reads, nothing more is taken.
        if (state.length < state.highWaterMark || state.ended) callback();
        else this._pending = callback;
        return undefined;
      });
    },
    _read() {
      const pending = this._pending;
      this._pending = undefined;
      if (pending) pending();
      else this._readableState.reading = false;
    },
    _final(callback) {
      const end = (error, result) => {
        if (error) return callback(error);
        if (result != null) this.push(result);
        this.push(null);
        return callback();
      };
      if (this._flush) this._flush(end);
      else end();
    },
  });
  function PassThrough(options) {
    Transform.call(this, options);
  }
  inherit(PassThrough, Transform);
  hidden(PassThrough.prototype, {
    _transform(chunk, encoding, callback) { callback(null, chunk); },
  });

  function finished(stream, options, callback) {
    if (typeof options === 'function') callback = options;
    let isDone = false;
    const done = (error) => {
      if (isDone) return;
      isDone = true;
      callback(error);
    };
    const needsRead = stream._readableState !== undefined && options?.readable !== false;
    const needsWrite = stream._writableState !== undefined && options?.writable !== false;
    const isRead = () => !needsRead || stream._readableState.endEmitted;
    const isWritten = () => !needsWrite || stream._writableState.finished;
    const look = () => { if (isRead() && isWritten()) done(); };
    stream.on('end', look).on('finish', look).on('error', done).on('close', () => {
      if (isRead() && isWritten()) done();
      else done(fail(Error, 'ERR_STREAM_PREMATURE_CLOSE', 'Premature close'));
    });
    if (stream.errored) nextTick(() => done(stream.errored));
    else nextTick(look);
    return () => { isDone = true; };
  }
  function pipeline(...streams) {
    const callback = typeof streams.at(-1) === 'function' ? streams.pop() : () => {};
    if (streams.length === 1 && Array.isArray(streams[0])) [streams] = streams;
    // A function in the middle makes a stream of what came before it; one at the end, a promise.
    let last = streams[0];
    let outcome;
    if (typeof last === 'function') last = Readable.from(last());
    else if (last?._readableState === undefined) last = Readable.from(last);
    const all = [last];
    for (const stream of streams.slice(1)) {
      if (typeof stream === 'function') {
        outcome = stream(last);
        if (typeof outcome?.then !== 'function') {
          last = Readable.from(outcome);
          outcome = undefined;
          all.push(last);
        }
      } else {
        last = last.pipe(stream);
        all.push(last);
      }
    }
    let isDone = false;
    const done = (error, value) => {
      if (isDone) return;
      isDone = true;
      if (error) for (const stream of all) if (stream !== get('process').stdout) stream.destroy();
      callback(error, value);
    };
    if (outcome !== undefined) outcome.then((value) => done(undefined, value), done);
    for (const stream of all) {
      stream.on('error', done);
    }
    const isOutput = last === get('process').stdout || last === get('process').stderr;
    if (outcome === undefined && isOutput) all.at(-2).on('end', () => done());
    else if (outcome === undefined) finished(last, { readable: false }, done);
    return last;
  }
  const promises = {
    pipeline: (...streams) => new Promise((resolve, reject) => {
      const last = streams.at(-1);
      const isOptions = streams.length > 1 && typeof last === 'object' && last !== null && last.pipe === undefined &&
        last.write === undefined && last[Symbol.asyncIterator] === undefined && last[Symbol.iterator] === undefined;
      if (isOptions) streams.pop();
      pipeline(...streams, (error, value) => (error ? reject(error) : resolve(value)));
    }),
    finished: (stream, options) => new Promise((resolve, reject) => {
      finished(stream, options ?? {}, (error) => (error ? reject(error) : resolve()));
    }),
  };
  const PROMISIFIED = Symbol.for('nodejs.util.promisify.custom');
  Object.defineProperty(pipeline, PROMISIFIED, { value: promises.pipeline });
  Object.defineProperty(finished, PROMISIFIED, { value: promises.finished });
  Object.assign(Stream, {
    destroy: (stream, error) => stream.destroy(error),
    isDestroyed: (stream) => stream.destroyed,
    isErrored: (stream) => Boolean(stream.errored),
    isReadable: (stream) => Boolean(stream.readable),
    isWritable: (stream) => Boolean(stream.writable),
    getDefaultHighWaterMark: (isOfObjects) => (isOfObjects ? 16 : 16384),
    addAbortSignal(signal, stream) {
      if (signal.aborted) stream.destroy(get('abortError')(signal.reason));
      else signal.addEventListener('abort', () => stream.destroy(get('abortError')(signal.reason)), { once: true });
      return stream;
    },
  });
  get('withAbsent')(Stream, 'stream', 'programs have no use for it',
    'isDisturbed duplexPair compose setDefaultHighWaterMark _isArrayBufferView _isUint8Array _uint8ArrayToBuffer');
  Object.assign(Stream, { Stream, Readable, Writable, Duplex, Transform, PassThrough, finished, pipeline, promises });

  // All of a stream, as one value.
  async function bytesOf(stream) {
    const chunks = [];
    for await (const chunk of stream) chunks.push(typeof chunk === 'string' ? get('Buffer').from(chunk) : chunk);
    return get('Buffer').concat(chunks);
  }
  const consumers = {
    buffer: bytesOf,
    async arrayBuffer(stream) {
      const bytes = await bytesOf(stream);
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    },
    text: async (stream) => new (get('TextDecoder'))().decode(await bytesOf(stream)),
    json: async (stream) => JSON.parse(await consumers.text(stream)),
  };
  get('withAbsent')(consumers, 'stream/consumers', 'programs have no use for it', 'blob');
  return { 'node:stream': Stream, 'node:stream/promises': promises, 'node:stream/consumers': consumers };
})
