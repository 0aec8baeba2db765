// `fs`: standard input, standard output and standard error under every name that programs know for them. There is
// no other file.
(function (host, get) {
  'use strict';
  const wrongType = (...args) => get('wrongType')(...args);
  const FDS = {
    __proto__: null,
    '/dev/stdin': 0, '/dev/fd/0': 0, '/proc/self/fd/0': 0, '/dev/stdout': 1, '/dev/fd/1': 1, '/proc/self/fd/1': 1,
    '/dev/stderr': 2, '/dev/fd/2': 2, '/proc/self/fd/2': 2,
  };
  const NUMBERS = { __proto__: null, ENOENT: -2, EBADF: -9, EISDIR: -21 };
  const WORDS = { __proto__: null, ENOENT: 'no such file or directory', EBADF: 'bad file descriptor' };
  function failure(code, syscall, path) {
    const error = new Error(`${code}: ${WORDS[code]}, ${syscall}${path === undefined ? '' : ` '${path}'`}`);
    return Object.assign(error, { errno: NUMBERS[code], code, syscall }, path === undefined ? {} : { path });
  }
  function pathOf(path) {
    if (typeof path === 'string') return path;
    if (path instanceof Uint8Array) return get('Buffer').from(path).toString();
    if (typeof path === 'object' && path !== null && typeof path.pathname === 'string') return path.pathname;
    throw wrongType('path', 'of type string or an instance of Buffer or URL', path);
  }
  // The descriptor of a path, which lies in `/` unless it says where.
  function known(path) {
    const fd = FDS[path];
    return fd !== undefined || !/dev|proc/.test(path) ? fd : FDS[get('node:path').resolve('/', path)];
  }
  // The descriptor that a path or descriptor stands for.
  function descriptor(file, syscall = 'open') {
    if (typeof file === 'number') {
      if (file === 0 || file === 1 || file === 2) return file;
      throw failure('EBADF', syscall === 'open' ? 'read' : syscall);
    }
    const path = pathOf(file);
    const fd = known(path);
    if (fd === undefined) throw failure('ENOENT', syscall, path);
    return fd;
  }
  const encodingOf = (options) => {
    const encoding = typeof options === 'string' ? options : options?.encoding;
    if (encoding == null || encoding === 'buffer') return undefined;
    // What nearly all ask for, who then need no `Buffer`.
    if (encoding === 'utf8' || encoding === 'utf-8') return 'utf8';
    if (!get('Buffer').isEncoding(encoding)) {
      throw get('fail')(TypeError, 'ERR_INVALID_ARG_VALUE', `The argument 'encoding' is invalid encoding. Received ${get('inspect')(encoding)}`);
    }
    return get('node:buffer').normalizeEncoding(encoding);
  };
  const buffer = (bytes) => get('Buffer').from(bytes.buffer);

  function readFileSync(file, options) {
    const fd = descriptor(file);
    const encoding = encodingOf(options);
    if (fd !== 0) return encoding === undefined ? get('Buffer').alloc(0) : '';
    if (encoding === 'utf8') return host.readText();
    const bytes = buffer(host.readBytes(Infinity));
    return encoding === undefined ? bytes : bytes.toString(encoding);
  }
  function write(fd, data, encoding) {
    if (fd === 0) throw failure('EBADF', 'write');
    if (typeof data === 'string' && (encoding === undefined || encoding === 'utf8')) {
      if (fd === 2) host.writeError(data);
      else if (!host.write(data)) host.slow.write(data);
      return host.utf8Length(data);
    }
    const bytes = typeof data === 'string' ? get('Buffer').from(data, encoding) : data;
    if (fd === 2) host.writeError(bytes);
    else host.writeBytes(bytes);
    return bytes.byteLength;
  }
  function writeFileSync(file, data, options) {
    const fd = descriptor(file);
    if (typeof data !== 'string' && !ArrayBuffer.isView(data)) {
      throw wrongType('data', 'of type string or an instance of Buffer, TypedArray, or DataView', data);
    }
    write(fd, data, encodingOf(options));
  }
  function writeSync(fd, data, offsetOrPosition, lengthOrEncoding) {
    fd = descriptor(fd, 'write');
    if (typeof data === 'string') return write(fd, data, encodingOf(lengthOrEncoding));
    if (!ArrayBuffer.isView(data)) {
      throw wrongType('buffer', 'of type string or an instance of Buffer, TypedArray, or DataView', data);
    }
    const options = typeof offsetOrPosition === 'object' && offsetOrPosition !== null ? offsetOrPosition : { offset: offsetOrPosition, length: lengthOrEncoding };
    const offset = options.offset ?? 0;
    const length = options.length ?? data.byteLength - offset;
    return write(fd, new Uint8Array(data.buffer, data.byteOffset + offset, length));
  }
  function readSync(fd, target, offset, length) {
    fd = descriptor(fd, 'read');
    if (!ArrayBuffer.isView(target)) throw wrongType('buffer', 'an instance of Buffer, TypedArray, or DataView', target);
    if (typeof offset === 'object' && offset !== null) ({ offset, length } = offset);
    offset ??= 0;
    length ??= target.byteLength - offset;
    if (offset < 0 || length < 0 || offset + length > target.byteLength) {
      throw get('fail')(RangeError, 'ERR_OUT_OF_RANGE',
        `The value of "length" is out of range. It must be <= ${target.byteLength - offset}. Received ${length}`);
    }
    return fd === 0 ? host.readInto(target, offset, length) : 0;
  }
  function stat(file, syscall) {
    const fd = descriptor(file, syscall);
    const size = fd === 0 ? host.inputSize() : 0;
    const is = (what) => () => what;
    const date = new Date(0);
    return Object.assign(Object.create({
      isFile: is(true), isDirectory: is(false), isFIFO: is(false), isCharacterDevice: is(false), isBlockDevice: is(false),
      isSocket: is(false), isSymbolicLink: is(false),
    }), {
      dev: 0, mode: 33188, nlink: 1, uid: 1000, gid: 1000, rdev: 0, blksize: 4096, ino: fd, size,
      blocks: Math.ceil(size / 512), atimeMs: 0, mtimeMs: 0, ctimeMs: 0, birthtimeMs: 0,
      atime: date, mtime: date, ctime: date, birthtime: date,
    });
  }
  function createReadStream(path, options) {
    const given = typeof options === 'string' ? { encoding: options } : options ?? {};
    if (given.fd == null) pathOf(path);
    const { Readable } = get('node:stream');
    const size = given.highWaterMark ?? 65536;
    let fd = given.fd;
    const stream = new Readable({
      highWaterMark: size,
      encoding: given.encoding,
      read() {
        get('later')(() => {
          try {
            fd ??= descriptor(path);
          } catch (error) {
            this.destroy(error);
            return;
          }
          const bytes = fd === 0 ? host.readBytes(size) : new Uint8Array(0);
          this.push(bytes.length === 0 ? null : buffer(bytes));
        });
      },
    });
    stream.path = path;
    // A file that is not there is one, whether or not anybody reads.
    if (fd === undefined && known(pathOf(path)) === undefined) get('later')(() => stream.destroy(failure('ENOENT', 'open', pathOf(path))));
    else get('later')(() => stream.emit('open', fd ?? 0) && stream.emit('ready'));
    return stream;
  }
  function createWriteStream(path, options) {
    const given = typeof options === 'string' ? { encoding: options } : options ?? {};
    if (given.fd == null) pathOf(path);
    const { Writable } = get('node:stream');
    const stream = new Writable({
      ...given,
      write(chunk, encoding, callback) {
        try {
          write(given.fd ?? descriptor(path), chunk);
          callback();
        } catch (error) {
          callback(error);
        }
      },
    });
    stream.path = path;
    return stream;
  }

  const sync = {
    readFileSync, writeFileSync, appendFileSync: writeFileSync, readSync, writeSync,
    openSync: (path) => descriptor(path),
    closeSync: () => undefined,
    existsSync(path) {
      try {
        return known(pathOf(path)) !== undefined;
      } catch {
        return false;
      }
    },
    accessSync(path) { descriptor(path, 'access'); },
    statSync(path, options) {
      if (options?.throwIfNoEntry === false && !sync.existsSync(path)) return undefined;
      return stat(path, 'stat');
    },
    lstatSync: (path, options) => sync.statSync(path, options),
    fstatSync: (fd) => stat(fd, 'fstat'),
    fsyncSync: () => undefined,
    fdatasyncSync: () => undefined,
    readvSync: (fd, views) => views.reduce((sum, view) => sum + readSync(fd, view), 0),
    writevSync: (fd, views) => views.reduce((sum, view) => sum + writeSync(fd, view), 0),
  };
  for (const [name, value] of Object.entries(sync)) Object.defineProperty(value, 'name', { value: name });
  // Each as a function with a callback, and with a promise; both come in a later turn, as what is read does.
  const fs = { ...sync, createReadStream, createWriteStream };
  const promises = {};
  for (const name of Object.keys(sync)) {
    const base = name.slice(0, -4);
    const act = sync[name];
    if (base === 'exists') {
      fs.exists = (path, callback) => get('later')(() => callback(act(path)));
      continue;
    }
    const hasTarget = base === 'read' || base === 'write';
    fs[base] = { [base](...args) {
      const callback = args.pop();
      if (typeof callback !== 'function') throw wrongType('cb', 'of type function', callback);
      if (base === 'read' && !ArrayBuffer.isView(args[1])) {
        // The buffer is among the options, or not given at all.
        const options = args[1] ?? {};
        args = [args[0], options.buffer ?? get('Buffer').alloc(16384), options];
      }
      get('later')(() => {
        let result;
        try {
          result = act(...args);
        } catch (error) {
          callback(error);
          return;
        }
        if (result === undefined) callback(null);
        else if (hasTarget) callback(null, result, args[1]);
        else callback(null, result);
      });
    } }[base];
    promises[base] = { [base]: (...args) => new Promise((resolve, reject) => get('later')(() => {
      try {
        resolve(act(...args));
      } catch (error) {
        reject(error);
      }
    })) }[base];
  }
  const fileHandle = (fd) => ({
    fd,
    readFile: (options) => promises.readFile(fd, options),
    writeFile: (data, options) => promises.writeFile(fd, data, options),
    read: async (target, offset, length) => ({ bytesRead: readSync(fd, target, offset, length), buffer: target }),
    write: async (data, ...rest) => ({ bytesWritten: writeSync(fd, data, ...rest), buffer: data }),
    stat: async () => stat(fd, 'fstat'),
    close: async () => undefined,
    createReadStream: (options) => createReadStream(null, { ...options, fd }),
    readLines: (options) => get('node:readline').createInterface({ input: createReadStream(null, { ...options, fd }) }),
  });
  promises.open = async (path) => fileHandle(descriptor(path));
  for (const name of ['read', 'close', 'exists', 'fstat', 'readv', 'writev', 'fsync', 'fdatasync', 'write']) delete promises[name];
  Object.assign(fs, { promises, F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1 });
  let constants;
  for (const home of [fs, promises]) {
    Object.defineProperty(home, 'constants', {
      get: () => (constants ??= JSON.parse(get('natives').exportsOf('fs')).values.constants), enumerable: true, configurable: true,
    });
  }
  const REASON = 'submissions have no file system';
  const LEFT = 'chmod chown copyFile cp lchmod lchown link lutimes mkdir mkdtemp opendir readdir readlink realpath rename rm ' +
    'rmdir statfs symlink truncate unlink utimes';
  const both = LEFT.split(' ').flatMap((name) => [name, `${name}Sync`]).join(' ');
  get('withAbsent')(fs, 'fs', REASON, `${both} fchmod fchmodSync fchown fchownSync ftruncate ftruncateSync futimes futimesSync watch watchFile unwatchFile openAsBlob Dirent Stats ReadStream WriteStream FileReadStream FileWriteStream Dir _toUnixTimestamp`);
  get('withAbsent')(promises, 'fs.promises', REASON, `${LEFT} watch`);
  return { 'node:fs': fs, 'node:fs/promises': promises };
})
