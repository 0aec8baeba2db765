// Errors as node words them, and those that say what is not there.
(function (host, get) {
  'use strict';
  // An error with a code, which node writes into its name.
  function fail(Type, code, message) {
    const error = new Type(message);
    const { name } = error;
    error.name = `${name} [${code}]`;
    Error.captureStackTrace(error, fail);
    error.stack; // which is put together when it is first read
    delete error.name;
    error.code = code;
    return error;
  }
  // How node says what it was given instead.
  function received(value) {
    if (value == null) return `${value}`;
    if (typeof value === 'function') return `function ${value.name}`;
    if (typeof value === 'object') {
      return value.constructor?.name ? `an instance of ${value.constructor.name}` : get('inspect')(value, { depth: -1 });
    }
    let text = get('inspect')(value, { colors: false });
    if (text.length > 28) text = `${text.slice(0, 25)}...`;
    return `type ${typeof value} (${text})`;
  }
  function wrongType(name, expected, value) {
    const what = name.includes(' ') ? name : `"${name}" argument`;
    return fail(TypeError, 'ERR_INVALID_ARG_TYPE', `The ${what} must be ${expected}. Received ${received(value)}`);
  }
  // Gives an object the functions that node has there and we have not: each says so when it is called.
  function withAbsent(home, prefix, reason, names) {
    for (const name of names.split(' ')) {
      if (name in home) continue;
      // No method: a class may be wanted.
      home[name] = { [name]: function () { throw fail(Error, 'ERR_FEATURE_UNAVAILABLE', `${prefix}.${name} is not available in Tribunal: ${reason}`); } }[name];
    }
    return home;
  }
  // The error of what a signal has ended.
  function abortError(cause) {
    const error = new Error('The operation was aborted', { cause });
    error.name = 'AbortError';
    error.code = 'ABORT_ERR';
    return error;
  }
  return { fail, abortError, received, wrongType, withAbsent };
})
