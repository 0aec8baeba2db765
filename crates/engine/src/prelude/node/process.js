// `process`: the program's way to its input, its outputs and its end.
(function (host, get) {
  'use strict';
  const { apply } = Reflect;
  const EventEmitter = get('node:events');
  const fail = (...args) => get('fail')(...args);

  function process() {}
  Object.defineProperty(process, 'name', { value: 'process' });
  const self = Object.create(Object.create(EventEmitter.prototype, { constructor: { value: process, enumerable: false } }));
  EventEmitter.call(self);
  Object.defineProperty(self, Symbol.toStringTag, { value: 'process', configurable: true });
  for (const key of Reflect.ownKeys(self)) Object.defineProperty(self, key, { enumerable: false });

  // Standard input as a stream: 64 KiB at a time, each in a turn of the loop.
  const PIECE = 65536;
  let stdin;
  function makeStdin() {
    const { Readable } = get('node:stream');
    class ReadStream extends Readable {
      fd = 0;
      path = null;
      bytesRead = 0;
    }
    return new ReadStream({
      highWaterMark: PIECE,
      read() {
        get('later')(() => {
          const bytes = host.readBytes(PIECE);
          this.bytesRead += bytes.length;
          this.push(bytes.length === 0 ? null : get('Buffer').from(bytes.buffer));
        });
      },
    });
  }
  // The outputs take everything at once, so nothing is ever held back. `text` and `bytes` write what they are given.
  function makeOutput(fd, text, bytes) {
    const { Writable } = get('node:stream');
    class WriteStream extends Writable {
      fd = fd;
      _type = 'fs';
      _write(chunk, encoding, callback) {
        bytes(chunk);
        callback();
      }
      _destroy(error, callback) { callback(error); }
    }
    function write(chunk, encoding, callback) {
      if (callback === undefined && typeof encoding !== 'function' && !this.writableEnded) {
        if (typeof chunk === 'string' && (encoding === undefined || encoding === 'utf8')) {
          text(chunk);
          return true;
        }
        if (ArrayBuffer.isView(chunk)) {
          bytes(chunk);
          return true;
        }
      }
      if (typeof encoding === 'function') [encoding, callback] = [undefined, encoding];
      if (this.writableEnded) return apply(Writable.prototype.write, this, [chunk, encoding, callback]);
      if (typeof chunk === 'string') {
        if (encoding == null || /^utf-?8$/i.test(encoding)) text(chunk);
        else bytes(get('Buffer').from(chunk, encoding));
      } else if (ArrayBuffer.isView(chunk)) {
        bytes(chunk);
      } else if (chunk === null) {
        throw fail(TypeError, 'ERR_STREAM_NULL_VALUES', 'May not write null values to stream');
      } else {
        throw get('wrongType')('chunk', 'of type string or an instance of Buffer, TypedArray, or DataView', chunk);
      }
      if (typeof callback === 'function') get('nextTick')(callback, null);
      return true;
    }
    // Programs put functions of their own in the place of `write`, to see what the console writes.
    Object.defineProperty(WriteStream.prototype, 'write', {
      get: () => write,
      set(value) {
        Object.defineProperty(this, 'write', { value, writable: true, enumerable: true, configurable: true });
        get('divert')(fd === 2, (line) => {
          try {
            this.write(`${line}\n`);
          } catch {
            // The console tells nobody.
          }
        });
      },
      configurable: true,
    });
    return new WriteStream({ decodeStrings: false, autoDestroy: false });
  }
  const writeText = (text) => {
    if (!host.write(text)) host.slow.write(text);
  };
  let stdout;
  let stderr;

  let exitCode;
  let isExiting = false;
  function toCode(code) {
    if (code === undefined || code === null) return undefined;
    const number = typeof code === 'string' && code.trim() !== '' && !Number.isNaN(+code) ? +code : code;
    if (typeof number !== 'number') throw get('wrongType')('code', 'of type number', code);
    if (!Number.isInteger(number)) {
      throw fail(RangeError, 'ERR_OUT_OF_RANGE', `The value of "code" is out of range. It must be an integer. Received ${number}`);
    }
    return number;
  }
  // What is left of the code where a process has ended: a byte.
  const finalCode = () => (exitCode ?? 0) & 255;
  function exit(code) {
    code = toCode(code);
    if (code !== undefined) exitCode = code;
    if (!isExiting) {
      isExiting = true;
      self._exiting = true;
      self.emit('exit', exitCode ?? 0);
    }
    host.exit(finalCode());
    for (;;); // until the engine has looked: nothing of the program runs after this
  }
  function finishProcess() {
    self.emit('beforeExit', exitCode ?? 0);
    if (get('hasWork')()) return undefined;
    if (!isExiting) {
      isExiting = true;
      self._exiting = true;
      self.emit('exit', exitCode ?? 0);
    }
    return finalCode();
  }
  // Nothing caught this error; whether someone wants to know.
  function uncaught(error, origin = 'uncaughtException') {
    if (self.listenerCount('uncaughtExceptionMonitor') > 0) self.emit('uncaughtExceptionMonitor', error, origin);
    if (self.listenerCount('uncaughtException') > 0) {
      self.emit('uncaughtException', error, origin);
      return true;
    }
    if (!isExiting) {
      isExiting = true;
      exitCode = 1;
      self.emit('exit', 1);
    }
    return false;
  }
  function rejected(reason, promise) {
    if (self.listenerCount('unhandledRejection') > 0) {
      self.emit('unhandledRejection', reason, promise);
      return true;
    }
    return uncaught(reason, 'unhandledRejection');
  }

  const now = () => get('performance').now();
  function hrtime(since) {
    const time = now();
    let seconds = Math.floor(time / 1000);
    let nanoseconds = Math.floor((time % 1000) * 1e6);
    if (since !== undefined) {
      seconds -= since[0];
      nanoseconds -= since[1];
      if (nanoseconds < 0) {
        seconds--;
        nanoseconds += 1e9;
      }
    }
    return [seconds, nanoseconds];
  }
  hrtime.bigint = () => BigInt(Math.floor(now() * 1e6));
  // What node has at the start. The heap is one for many cases, and what is in it tells of those before.
  function memoryUsage() {
    return { rss: 41943040, heapTotal: 5341184, heapUsed: 4194304, external: 1048576, arrayBuffers: 10515 };
  }
  memoryUsage.rss = () => memoryUsage().rss;

  const VERSION = '20.20.2';
  Object.assign(self, {
    version: `v${VERSION}`,
    versions: { node: VERSION, v8: '15.2', uv: '1.46.0', modules: '115' },
    arch: 'x64',
    platform: 'linux',
    release: { name: 'node', lts: 'Iron' },
    title: 'node',
    pid: 1,
    ppid: 0,
    execPath: '/usr/bin/node',
    execArgv: [],
    argv: host.argv(),
    argv0: 'node',
    // As in every process, all that is in it is text.
    env: new Proxy({}, { __proto__: null, set: (env, key, value) => Reflect.set(env, key, `${value}`) }),
    config: { variables: {} },
    features: {},
    debugPort: 9229,
    exit,
    reallyExit: exit,
    abort: () => exit(134),
    kill(pid, signal) { if (signal !== 0) exit(1); return true; },
    nextTick: get('nextTick'),
    hrtime,
    uptime: () => now() / 1000,
    cpuUsage(since) {
      const user = Math.floor(now() * 1000);
      return { user: user - (since?.user ?? 0), system: 0 };
    },
    resourceUsage: () => ({ userCPUTime: Math.floor(now() * 1000), systemCPUTime: 0, maxRSS: Math.floor(memoryUsage().rss / 1024) }),
    memoryUsage,
    constrainedMemory: () => 0,
    availableMemory: () => 2 ** 30,
    openStdin() {
      self.stdin.resume();
      return self.stdin;
    },
    cwd: () => '/',
    chdir() {},
    umask: () => 18,
    getuid: () => 1000,
    geteuid: () => 1000,
    getgid: () => 1000,
    getegid: () => 1000,
    emitWarning() {},
    setUncaughtExceptionCaptureCallback() {},
    setSourceMapsEnabled() {},
    getBuiltinModule(id) {
      try {
        return get('builtinModule')(id);
      } catch {
        return undefined;
      }
    },
    binding(name) { throw fail(Error, 'ERR_FEATURE_UNAVAILABLE', `process.binding is not available in Tribunal`); },
    stdin: undefined, stdout: undefined, stderr: undefined, exitCode: undefined, mainModule: undefined,
  });
  Object.defineProperties(self, {
    stdin: { get: () => (stdin ??= makeStdin()), enumerable: true, configurable: true },
    stdout: { get: () => (stdout ??= makeOutput(1, writeText, host.writeBytes)), enumerable: true, configurable: true },
    stderr: { get: () => (stderr ??= makeOutput(2, host.writeError, host.writeError)), enumerable: true, configurable: true },
    exitCode: {
      get: () => exitCode,
      set(code) { exitCode = toCode(code); },
      enumerable: true, configurable: true,
    },
    mainModule: { get: () => get('mainModule')()[2], enumerable: true, configurable: true },
  });
  return { process: self, 'node:process': self, finishProcess, uncaught, rejected };
})
