// `assert`.
(function (host, get) {
  'use strict';
  const inspect = (value) => get('inspect')(value, {
    compact: false, customInspect: false, depth: 1000, maxArrayLength: Infinity, showHidden: false, showProxy: false,
    sorted: true, getters: true, breakLength: Infinity,
  });
  const isDeepEqual = (...args) => get('isDeepEqual')(...args);
  const HEADS = {
    deepStrictEqual: 'Expected values to be strictly deep-equal:',
    strictEqual: 'Expected values to be strictly equal:',
    deepEqual: 'Expected values to be loosely deep-equal:',
    notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
    notStrictEqual: 'Expected "actual" to be strictly unequal to:',
    notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
  };

  // Lines of both that differ, below each other.
  function difference(a, b) {
    const mine = a.split('\n');
    const theirs = b.split('\n');
    let start = 0;
    while (start < mine.length && start < theirs.length && mine[start] === theirs[start]) start++;
    let end = 0;
    while (end < mine.length - start && end < theirs.length - start && mine.at(-1 - end) === theirs.at(-1 - end)) end++;
    return [
      ...mine.slice(0, start).map((line) => `  ${line}`),
      ...mine.slice(start, mine.length - end).map((line) => `+ ${line}`),
      ...theirs.slice(start, theirs.length - end).map((line) => `- ${line}`),
      ...mine.slice(mine.length - end).map((line) => `  ${line}`),
    ].join('\n');
  }
  function describe(actual, expected, operator) {
    const [a, b] = [inspect(actual), inspect(expected)];
    switch (operator) {
      case 'strictEqual':
      case 'deepStrictEqual': {
        const head = HEADS[operator];
        const arePlain = [actual, expected].every((value) => (typeof value !== 'object' || value === null) && typeof value !== 'function');
        if (a === b) {
          return operator === 'strictEqual' && !arePlain
            ? `Values have same structure but are not reference-equal:\n\n${a}\n` : `${head}\n\n${a}\n`;
        }
        if (arePlain && operator === 'strictEqual' && a.length + b.length < 80 - 7 && !`${a}${b}`.includes('\n')) {
          return `${head}\n\n${a} !== ${b}\n`;
        }
        return `${head}\n+ actual - expected\n\n${difference(a, b)}`;
      }
      case 'deepEqual': return `${HEADS.deepEqual}\n\n${a}\n\nshould loosely deep-equal\n\n${b}`;
      case 'notDeepStrictEqual':
      case 'notStrictEqual':
      case 'notDeepEqual':
        return a.includes('\n') ? `${HEADS[operator]}\n\n${a}\n` : `${HEADS[operator]} ${a}`;
      default: return `${get('inspect')(actual)} ${operator} ${get('inspect')(expected)}`;
    }
  }
  class AssertionError extends Error {
    constructor(options) {
      if (typeof options !== 'object' || options === null) throw get('wrongType')('options', 'of type object', options);
      const { message, actual, expected, operator, stackStartFn } = options;
      super(message != null ? `${message}` : describe(actual, expected, operator));
      this.generatedMessage = message == null;
      Object.defineProperty(this, 'name', { value: 'AssertionError [ERR_ASSERTION]', writable: true, configurable: true });
      this.code = 'ERR_ASSERTION';
      this.actual = actual;
      this.expected = expected;
      this.operator = operator;
      Error.captureStackTrace(this, stackStartFn);
      this.stack; // put together with the name as it is now
      this.name = 'AssertionError';
    }
    toString() { return `${this.name} [${this.code}]: ${this.message}`; }
  }
  Object.defineProperty(AssertionError.prototype, 'name', { value: 'AssertionError', writable: true, configurable: true });

  function raise(message, details, ours) {
    if (message instanceof Error) throw message;
    const error = new AssertionError({ ...details, message: message ?? ours });
    error.generatedMessage = message == null;
    throw error;
  }
  function needTwo(args) {
    if (args.length < 2) throw get('fail')(TypeError, 'ERR_MISSING_ARGS', 'The "actual" and "expected" arguments must be specified');
  }
  function ok(...args) {
    const [value, message] = args;
    if (value) return;
    const text = args.length === 0 ? 'No value argument passed to `assert.ok()`' : message ?? 'The expression evaluated to a falsy value';
    if (text instanceof Error) throw text;
    const error = new AssertionError({ message: text, actual: value, expected: true, operator: '==', stackStartFn: ok });
    error.generatedMessage = message == null;
    throw error;
  }
  function assert(...args) {
    ok(...args);
  }
  // A function that compares two values, and complains unless `test` holds.
  const comparison = (operator, test, symbol = operator) => ({ [operator](actual, expected, message) {
    needTwo(arguments);
    if (!test(actual, expected)) raise(message, { actual, expected, operator: symbol, stackStartFn: this?.[operator] });
  } })[operator];
  const isLoose = (a, b) => a == b || (a !== a && b !== b);

  // Whether what was thrown is what was expected.
  function matches(error, expected, message) {
    if (expected === undefined) return;
    if (typeof expected === 'function') {
      if (expected.prototype !== undefined && error instanceof expected) return;
      if (expected === Error || Error.isPrototypeOf(expected)) {
        const name = error?.constructor?.name;
        raise(message, { actual: error, expected, operator: 'throws' }, `The error is expected to be an instance of "${expected.name}". Received ${name ? `"${name}"` : `"${get('inspect')(error, { depth: -1 })}"`}\n\nError message:\n\n${error?.message}`);
      }
      if (Reflect.apply(expected, {}, [error]) === true) return;
      raise(message, { actual: error, expected, operator: 'throws' }, `The ${expected.name ? `"${expected.name}" ` : ''}validation function is expected to return "true".`);
    }
    if (get('node:util').types.isRegExp(expected)) {
      if (expected.test(`${error}`)) return;
      raise(message, { actual: error, expected, operator: 'throws' }, `The input did not match the regular expression ${get('inspect')(expected)}. Input:\n\n${get('inspect')(`${error}`)}\n`);
    }
    const keys = Object.keys(expected);
    if (expected instanceof Error) keys.push('name', 'message');
    for (const key of keys) {
      const isMatch = expected[key] instanceof RegExp && typeof error[key] === 'string'
        ? expected[key].test(error[key]) : isDeepEqual(error[key], expected[key], true);
      if (!isMatch) raise(message, { actual: error, expected, operator: 'deepStrictEqual' });
    }
  }
  function expectThrown(thrown, expected, message, operator) {
    if (typeof expected === 'string') [message, expected] = [expected, undefined];
    if (thrown === undefined) {
      const name = expected?.name ? ` (${expected.name})` : '';
      const what = operator === 'rejects' ? 'rejection' : 'exception';
      const text = `Missing expected ${what}${name}${message ? `: ${message}` : '.'}`;
      throw new AssertionError({ message: text, actual: undefined, expected, operator });
    }
    matches(thrown.error, expected, message);
  }
  function expectNone(thrown, expected, message, operator) {
    if (thrown === undefined) return;
    if (typeof expected === 'string') message = expected;
    const what = operator === 'doesNotReject' ? 'rejection' : 'exception';
    const text = `Got unwanted ${what}${message ? `: ${message}` : '.'}\nActual message: "${thrown.error?.message}"`;
    throw new AssertionError({ message: text, actual: thrown.error, expected, operator });
  }
  function thrownBy(callback) {
    if (typeof callback !== 'function') throw get('wrongType')('fn', 'of type function', callback);
    try {
      callback();
    } catch (error) {
      return { error };
    }
    return undefined;
  }
  async function rejectedBy(promise) {
    if (typeof promise === 'function') promise = promise();
    try {
      await promise;
    } catch (error) {
      return { error };
    }
    return undefined;
  }

  Object.assign(assert, {
    ok,
    AssertionError,
    fail(message = 'Failed') {
      if (message instanceof Error) throw message;
      const error = new AssertionError({ message, operator: 'fail', stackStartFn: assert.fail });
      error.generatedMessage = arguments.length === 0;
      throw error;
    },
    equal: comparison('equal', isLoose, '=='),
    notEqual: comparison('notEqual', (a, b) => !isLoose(a, b), '!='),
    strictEqual: comparison('strictEqual', Object.is),
    notStrictEqual: comparison('notStrictEqual', (a, b) => !Object.is(a, b)),
    deepEqual: comparison('deepEqual', (a, b) => isDeepEqual(a, b, false)),
    notDeepEqual: comparison('notDeepEqual', (a, b) => !isDeepEqual(a, b, false)),
    deepStrictEqual: comparison('deepStrictEqual', (a, b) => isDeepEqual(a, b, true)),
    notDeepStrictEqual: comparison('notDeepStrictEqual', (a, b) => !isDeepEqual(a, b, true)),
    throws(callback, expected, message) { expectThrown(thrownBy(callback), expected, message, 'throws'); },
    doesNotThrow(callback, expected, message) { expectNone(thrownBy(callback), expected, message, 'doesNotThrow'); },
    async rejects(promise, expected, message) { expectThrown(await rejectedBy(promise), expected, message, 'rejects'); },
    async doesNotReject(promise, expected, message) { expectNone(await rejectedBy(promise), expected, message, 'doesNotReject'); },
    ifError(value) {
      if (value === null || value === undefined) return;
      const text = typeof value === 'object' && typeof value.message === 'string' ? value.message || value.constructor.name : get('inspect')(value);
      throw new AssertionError({ message: `ifError got unwanted exception: ${text}`, actual: value, expected: null, operator: 'ifError' });
    },
    match(text, pattern, message) {
      if (typeof text !== 'string' || !pattern.test(text)) {
        raise(message, { actual: text, expected: pattern, operator: 'match' }, `The input did not match the regular expression ${get('inspect')(pattern)}. Input:\n\n${get('inspect')(text)}\n`);
      }
    },
    doesNotMatch(text, pattern, message) {
      if (typeof text === 'string' && pattern.test(text)) {
        raise(message, { actual: text, expected: pattern, operator: 'doesNotMatch' }, `The input was expected to not match the regular expression ${get('inspect')(pattern)}. Input:\n\n${get('inspect')(text)}\n`);
      }
    },
  });
  get('withAbsent')(assert, 'assert', 'it is not for contests', 'CallTracker');
  function strict(...args) {
    ok(...args);
  }
  Object.assign(strict, assert, {
    equal: assert.strictEqual, notEqual: assert.notStrictEqual, deepEqual: assert.deepStrictEqual, notDeepEqual: assert.notDeepStrictEqual,
  });
  assert.strict = strict;
  strict.strict = strict;
  return { 'node:assert': assert, 'node:assert/strict': strict };
})
