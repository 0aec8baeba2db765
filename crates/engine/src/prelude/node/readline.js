// `readline`: lines of a stream, by events, by iteration, by questions.
(function (host, get) {
  'use strict';
  const { apply } = Reflect;
  const EventEmitter = get('node:events');
  const fail = (...args) => get('fail')(...args);
  const LINE_END = /\r?\n|\r(?!\n)/;

  function Interface(input, output, completer, terminal) {
    if (!(this instanceof Interface)) return new Interface(input, output, completer, terminal);
    EventEmitter.call(this);
    let prompt = '> ';
    if (input?.input !== undefined) {
      if (input.prompt !== undefined) prompt = `${input.prompt}`;
      ({ input, output, terminal } = input);
    }
    if (input === undefined) throw get('wrongType')('input', 'an instance of Stream', input);
    this.input = input;
    this.output = output;
    this.terminal = false;
    this.line = '';
    this.cursor = 0;
    this.history = [];
    this.closed = false;
    this.paused = false;
    const { StringDecoder } = get('node:string_decoder');
    Object.defineProperties(this, {
      promptText: { value: prompt, writable: true },
      partial: { value: '', writable: true }, // the line that has no end yet
      sawReturn: { value: false, writable: true }, // a `\n` at the start of what comes belongs to the last line
      answer: { value: undefined, writable: true },
      lines: { value: undefined, writable: true }, // the iterator, once it is asked for
      decoder: { value: new StringDecoder('utf8') },
      handlers: { value: {} },
    });
    this.handlers.data = (chunk) => take(this, chunk);
    this.handlers.end = () => {
      // A line at the end needs none.
      if (this.partial !== '') {
        const line = this.partial;
        this.partial = '';
        onLine(this, line);
      }
      this.close();
    };
    this.handlers.error = (error) => this.emit('error', error);
    input.on('error', this.handlers.error);
    input.on('data', this.handlers.data);
    input.on('end', this.handlers.end);
    input.resume();
    return undefined;
  }
  Object.setPrototypeOf(Interface.prototype, EventEmitter.prototype);
  Object.setPrototypeOf(Interface, EventEmitter);

  function onLine(self, line) {
    if (self.answer !== undefined) {
      const { answer } = self;
      self.answer = undefined;
      answer(line);
    } else {
      self.emit('line', line);
    }
  }
  function take(self, chunk) {
    let text = typeof chunk === 'string' ? chunk : self.decoder.write(chunk);
    if (text === '') return;
    if (self.sawReturn && text[0] === '\n') text = text.slice(1);
    self.sawReturn = false;
    const isPlain = !text.includes('\r');
    if (isPlain) {
      let end = text.indexOf('\n');
      if (end === -1) {
        self.partial += text;
        return;
      }
      const lines = [];
      let start = 0;
      do {
        lines.push(text.slice(start, end));
        start = end + 1;
        end = text.indexOf('\n', start);
      } while (end !== -1);
      if (self.partial !== '') lines[0] = self.partial + lines[0];
      self.partial = text.slice(start);
      for (const line of lines) onLine(self, line);
      return;
    }
    self.sawReturn = text.endsWith('\r');
    text = self.partial + text;
    const lines = text.split(LINE_END);
    self.partial = lines.pop();
    for (const line of lines) onLine(self, line);
  }
  function needOpen(self) {
    if (self.closed) throw fail(Error, 'ERR_USE_AFTER_CLOSE', 'readline was closed');
  }

  const methods = {
    close() {
      if (this.closed) return;
      this.pause();
      this.closed = true;
      this.input.removeListener('data', this.handlers.data);
      this.input.removeListener('end', this.handlers.end);
      this.input.removeListener('error', this.handlers.error);
      this.emit('close');
    },
    pause() {
      if (this.paused || this.closed) return this;
      this.input.pause();
      this.paused = true;
      this.emit('pause');
      return this;
    },
    resume() {
      if (!this.paused || this.closed) return this;
      this.input.resume();
      this.paused = false;
      this.emit('resume');
      return this;
    },
    setPrompt(prompt) { this.promptText = `${prompt}`; },
    getPrompt() { return this.promptText; },
    prompt() {
      if (this.paused) this.resume();
      this.output?.write(this.promptText);
    },
    question(query, options, callback) {
      needOpen(this);
      if (typeof options === 'function') callback = options;
      if (typeof callback !== 'function' || this.answer !== undefined) return;
      if (this.paused) this.resume();
      this.output?.write(`${query}`);
      this.answer = callback;
    },
    write(data) {
      if (this.paused) this.resume();
      if (data != null) take(this, `${data}`);
    },
    getCursorPos: () => ({ rows: 0, cols: 0 }),
    [Symbol.asyncIterator]() {
      if (this.lines === undefined) {
        const events = EventEmitter.on(this, 'line', { close: ['close'] });
        const self = this;
        this.lines = {
          async next() {
            const { value, done } = await events.next();
            return done ? { value: undefined, done } : { value: value[0], done };
          },
          async return() {
            self.close();
            await events.return();
            return { value: undefined, done: true };
          },
          throw: (reason) => events.throw(reason),
          [Symbol.asyncIterator]() { return this; },
        };
      }
      return this.lines;
    },
  };
  for (const name of Reflect.ownKeys(methods)) {
    Object.defineProperty(Interface.prototype, name, { value: methods[name], writable: true, configurable: true });
  }
  Object.defineProperty(Interface.prototype.question, Symbol.for('nodejs.util.promisify.custom'), {
    value(query) { return new Promise((resolve) => this.question(query, resolve)); },
  });

  class PromiseInterface extends Interface {
    question(query) {
      return new Promise((resolve, reject) => {
        try {
          super.question(query, resolve);
        } catch (error) {
          reject(error);
        }
      });
    }
  }
  const promises = {
    Interface: PromiseInterface,
    createInterface: (input, output, completer, terminal) => new PromiseInterface(input, output, completer, terminal),
  };
  const readline = {
    Interface,
    createInterface: (input, output, completer, terminal) => new Interface(input, output, completer, terminal),
    // There is no terminal to draw on.
    clearLine(stream, direction, callback) { return moved(callback); },
    clearScreenDown(stream, callback) { return moved(callback); },
    cursorTo(stream, x, y, callback) { return moved(typeof y === 'function' ? y : callback); },
    moveCursor(stream, dx, dy, callback) { return moved(callback); },
    emitKeypressEvents() {},
    promises,
  };
  function moved(callback) {
    if (typeof callback === 'function') get('nextTick')(callback);
    return true;
  }
  get('withAbsent')(promises, 'readline/promises', 'there is no terminal', 'Readline');
  return { 'node:readline': readline, 'node:readline/promises': promises };
})
