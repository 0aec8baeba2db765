// Runs one case of a submission in node, and tells the judge what came of it.
//
// The judge sends two lines of JSON on standard input: the job, and the arguments in the tagged form of
// `value::json`. It gets lines of JSON on standard output: `{"ready":..}` once the submission may start, which it
// does when the judge has set its limits and closes standard input; then the outcome and, if the function returned,
// the result in the tagged form. What the submission writes to its console goes to standard error.
//
// The submission runs in this very context, so that whatever is needed after it has started is taken out of
// the prototypes before: it may replace them, or just have added to them.
'use strict';
// Later, because `node -e` sets its globals back when the text that it was given has run.
setImmediate((require) => {
  const fs = require('fs');
  const vm = require('vm');
  const util = require('util');
  const { Writable } = require('stream');
  const { decode, encode, TOO_LARGE } = values(require);

  const uncurry = Function.prototype.bind.bind(Function.prototype.call);
  const { apply, construct, defineProperty, getOwnPropertyDescriptor } = Reflect;
  const { keys: ownKeys } = Object;
  const { floor } = Math;
  const { stringify } = JSON;
  const types = { __proto__: null, ...util.types };
  const write = fs.writeSync;
  const toBytes = Buffer.from.bind(Buffer);
  const later = setImmediate;
  const monotonic = performance.now.bind(performance);
  const cpuUsage = process.cpuUsage.bind(process);
  const memoryUsage = process.memoryUsage.bind(process);
  const resourceUsage = process.resourceUsage.bind(process);
  const exit = process.reallyExit.bind(process);
  const then = uncurry(Promise.prototype.then);
  const startsWith = uncurry(String.prototype.startsWith);
  const includes = uncurry(String.prototype.includes);
  const indexOf = uncurry(String.prototype.indexOf);
  const slice = uncurry(String.prototype.slice);
  const match = uncurry(RegExp.prototype.exec);
  const PromiseOf = Promise;
  const symbolText = uncurry(Symbol.prototype.toString);
  const toText = uncurry(Buffer.prototype.toString);
  // The private note of where a module does not compile, which node shows only in what it prints itself.
  let decorate = () => {};
  try {
    ({ decorateErrorStack: decorate } = require('internal/util'));
  } catch {
    // Another node: such errors come without their place.
  }

  // ---- What the submission finds around it ----

  function define(name, value) {
    defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true });
  }

  // What the problem's libraries export, by the names that they go by.
  const exported = { __proto__: null };
  const noModules = (name) => {
    const error = new Error(`Cannot find module '${name}': submissions run without modules`);
    error.code = 'MODULE_NOT_FOUND';
    throw error;
  };

  // Makes the globals those that the isolate engine has, as far as node has them not; gives the function
  // that runs the next timer.
  function prepare() {
    // `node -e` makes globals of node's own modules and of what a CommonJS module sees.
    for (const name of require('module').builtinModules) {
      if (name !== 'console' && name !== 'process') delete globalThis[name];
    }
    delete globalThis.__filename;
    delete globalThis.__dirname;
    const module = { exports: {} };
    define('module', module);
    define('exports', module.exports);
    define('require', function require(name) {
      const library = exported[name];
      return library === undefined ? noModules(name) : library.exports;
    });
    define('self', globalThis);

    // The judge's answer is alone on standard output; the console goes to standard error, at once: what
    // node's own streams have not written when the process ends is lost.
    const sink = new Writable({
      decodeStrings: true,
      write(bytes, _, done) {
        if (!loading) writeAll(2, bytes);
        done();
      },
    });
    defineProperty(process, 'stdout', { get: () => sink, configurable: true });
    defineProperty(process, 'stderr', { get: () => sink, configurable: true });

    // CPU time, so that what the submission sees of it does not depend on what else the machine does.
    const clock = () => (started === null ? 0 : (micros(cpuUsage()) - started.cpu) / 1e3);
    const { runNextTimer, ...globals } = timers({ clock, touch() {}, enqueueMicrotask: queueMicrotask, reportUncaught: threwOutside, Date });
    for (const name of ownKeys(globals)) define(name, globals[name]);
    return runNextTimer;
  }

  // ---- Lists and trees ----

  const [ListNode, TreeNode] = nodeClasses;

  // An argument of a shape, as cases write it, made of nodes.
  function shaped(value, shape) {
    switch (shape) {
      case 'ListNode[]':
      case 'TreeNode[]':
        return value.map((element) => shaped(element, shape.slice(0, -2)));
      case 'ListNode':
        return value.reduceRight((next, val) => new ListNode(val, next), null);
      case 'TreeNode': {
        const nodes = value.map((val) => (val === null ? null : new TreeNode(val)));
        let next = 1;
        for (const node of nodes) {
          if (node === null) continue;
          node.left = nodes[next++] ?? null;
          node.right = nodes[next++] ?? null;
        }
        return nodes[0] ?? null;
      }
      default:
        return value;
    }
  }

  const allShaped = (values, shapes = []) => values.map((value, index) => shaped(value, shapes[index]));

  // Runs the problem's libraries, each with a `module` of its own, before the clocks start. Their output is
  // not the submission's.
  function load() {
    loading = true;
    for (const { name, names, source, is_module: isModule } of libraries) {
      const module = { exports: {} };
      define('module', module);
      define('exports', module.exports);
      if (isModule) {
        const parameters = ['exports', 'require', 'module'];
        const body = vm.compileFunction(source, parameters, { filename: name });
        apply(body, globalThis, [module.exports, globalThis.require, module]);
      } else {
        new vm.Script(source, { filename: name }).runInThisContext({ displayErrors: false });
      }
      for (const name of names) exported[name] ??= module;
    }
    const module = { exports: {} };
    define('module', module);
    define('exports', module.exports);
    loading = false;
  }

  // ---- The run ----

  const { readSync } = fs;
  const piece = Buffer.alloc(1 << 16);

  // As many lines as the judge sends before it waits.
  function readLines(count) {
    const pieces = [];
    for (let length; count > 0 && (length = readSync(0, piece)) > 0;) {
      const bytes = Buffer.from(piece.subarray(0, length));
      for (let at = -1; (at = bytes.indexOf(10, at + 1)) >= 0;) count--;
      pieces.push(bytes);
    }
    return Buffer.concat(pieces).toString();
  }

  const job = readLines(2);
  const endOfJob = job.indexOf('\n');
  const { name: filename, source, function: name, shapes, methods, result: resultIndex, libraries, is_module: mustBeModule, output_bytes: outputBytes } = JSON.parse(job.slice(0, endOfJob));
  const micros = ({ user, system }) => user + system;
  const used = () => {
    // What is outside of the heap: array buffers, and the memories of WebAssembly.
    const { heapUsed, external } = memoryUsage();
    return heapUsed + external;
  };

  let loading = false; // whether libraries run
  let started = null; // what the clocks showed when the submission started
  let compileMicros = 0;
  let stage = 'compile';
  let usedBefore = 0;
  let peakBefore = 0;

  function writeAll(fd, bytes) {
    for (let at = 0; at < bytes.length;) at += write(fd, bytes, at);
  }

  function send(text) {
    writeAll(1, toBytes(text));
  }

  // Tells the outcome and ends the process.
  function finish(outcome, value) {
    // Getters of an error run in the submission's time, too.
    const isError = outcome === 'threw' || outcome === 'threw_outside_call' || outcome === 'compile_error';
    const error = isError ? describe(value) : undefined;
    const header = { __proto__: null, outcome, compile_us: compileMicros, cpu_us: 0, wall_us: 0, peak_bytes: 0, used_bytes: 0 };
    if (started !== null) {
      header.cpu_us = micros(cpuUsage()) - started.cpu;
      header.wall_us = floor((monotonic() - started.wall) * 1e3);
      header.peak_bytes = (resourceUsage().maxRSS - peakBefore) * 1024;
      header.used_bytes = used() - usedBefore;
      if (header.used_bytes < 0) header.used_bytes = 0;
    }
    if (error !== undefined) {
      header.error = error;
      value = '';
    } else if (outcome === 'no_answer' || outcome === 'no_function') {
      header.reason = value;
      value = '';
    }
    send(`${stringify(header)}\n${value}\n`);
    exit(0);
  }

  function returned(value) {
    let text;
    try {
      text = encode(value, outputBytes);
    } catch (error) {
      if (error === TOO_LARGE) finish('too_large', '');
      else threwOutside(error);
      return;
    }
    finish('returned', text);
  }

  // The call threw.
  function threw(error) {
    finish('threw', error);
  }

  // Anything else of the submission's did.
  function threwOutside(error) {
    finish('threw_outside_call', error);
  }

  // What was thrown as text, as docs/problems.md says it, and its place in the submission's own source. `value` is what the
  // judge shows in place of the text, where it is no error.
  function describe(error) {
    const described = { __proto__: null, text: '', location: null, value: null };
    if (isObject(error)) {
      const isError = types.isNativeError(error);
      const name = part(error, 'name', isError ? 'Error' : '');
      const message = part(error, 'message', isError ? '' : null);
      if (name.length > READABLE) described.text = tooLong(name);
      else if (message !== null && message.length > READABLE) described.text = tooLong(message);
      else if (message !== null) described.text = message === '' ? name : name === '' ? message : `${name}: ${message}`;
      else if ((described.value = shown(error)) === null) described.text = 'an object that cannot be shown';
      const stack = isError ? part(error, 'stack', null) : null;
      if (stack !== null) described.location = place(stack);
    } else if (typeof error === 'string' && error.length > READABLE) {
      described.text = tooLong(error);
    } else {
      described.text = typeof error === 'symbol' ? symbolText(error) : `${error}`;
    }
    if (described.text.length > TEXT_UNITS) described.text = `${slice(described.text, 0, TEXT_UNITS)}…`;
    // Half of a character is no JSON.
    described.text = toText(toBytes(described.text));
    return described;
  }

  // A property of a thrown object, if it is a string and can be read.
  function part(error, key, otherwise) {
    try {
      const value = error[key];
      return typeof value === 'string' ? value : otherwise;
    } catch {
      return otherwise;
    }
  }

  function shown(value) {
    try {
      return encode(value, VALUE_BYTES);
    } catch {
      return null;
    }
  }

  // The place of the innermost frame in the submission, or of the line with a caret that node puts above the
  // stack of what does not compile.
  function place(stack) {
    const digits = /^:([0-9]+)(?::([0-9]+))?/;
    // At the end of the program there is no character to put a caret under.
    const caret = /^:[0-9]+\n[^\n]*\n([ \t]*)(?:\^|\n)/;
    if (startsWith(stack, `${filename}:`)) {
      const rest = slice(stack, filename.length);
      const found = match(caret, rest);
      if (found !== null) return { __proto__: null, line: +match(digits, rest)[1], column: found[1].length + 1 };
    }
    const frames = indexOf(stack, '\n    at ');
    for (let at = frames; at >= 0; at = indexOf(stack, '\n    at ', at + 1)) {
      const end = indexOf(stack, '\n', at + 1);
      const frame = end < 0 ? slice(stack, at) : slice(stack, at, end);
      const file = indexOf(frame, `${filename}:`);
      if (file < 0) continue;
      const found = match(digits, slice(frame, file + filename.length));
      if (found?.[2] !== undefined) return { __proto__: null, line: +found[1], column: +found[2] };
    }
    return null;
  }

  const TEXT_UNITS = 2048;
  const READABLE = 1048576;
  const tooLong = ({ length }) => `an error with a text of ${length} characters`;
  const VALUE_BYTES = 4096;

  // Compiles the submission: as a module if it must be one, else as a script; what does not compile as a
  // script is tried as a module, and as the body of a function where it returns from its top level. Gives
  // the functions that run it.
  function compile() {
    const importModuleDynamically = noModules;
    const asModule = () => {
      try {
        const module = new vm.SourceTextModule(source, { identifier: filename, importModuleDynamically });
        // Within an object: a namespace may have a `then`.
        return () => module.link(noModules).then(() => module.evaluate()).then(() => ({ namespace: module.namespace }));
      } catch (error) {
        decorate(error);
        throw error;
      }
    };
    if (mustBeModule) return { module: asModule() };
    try {
      const script = new vm.Script(source, { filename, importModuleDynamically });
      return { script: () => script.runInThisContext({ displayErrors: false }) };
    } catch (error) {
      if (error.message.includes('Illegal return statement')) {
        try {
          const parameters = ['exports', 'require', 'module'];
          const body = vm.compileFunction(source, parameters, { filename, importModuleDynamically });
          const { exports, require, module } = globalThis;
          return { script: () => apply(body, exports, [exports, require, module]) };
        } catch {
          // The first error is the one to tell.
        }
      }
      try {
        return { module: asModule() };
      } catch (moduleError) {
        // That of the module explains more where the script failed only for being one.
        throw MODULE_SYNTAX.some((text) => error.message.includes(text)) ? moduleError : error;
      }
    }
  }

  const MODULE_SYNTAX = [
    'Cannot use import statement outside a module',
    "Unexpected token 'export'",
    "Cannot use 'import.meta' outside a module",
    'await is only valid in async functions and the top level bodies of modules',
    'Unexpected reserved word',
  ];

  // The value of a name of the top level; undefined if there is none.
  function topLevel(name) {
    try {
      return new vm.Script(name).runInThisContext({ displayErrors: false });
    } catch {
      return undefined;
    }
  }

  const isFunction = (value) => typeof value === 'function';
  const isObject = (value) => (typeof value === 'object' && value !== null) || isFunction(value);
  // A class can only be constructed, and its prototype cannot be replaced.
  const isClass = (value) => !types.isProxy(value) && getOwnPropertyDescriptor(value, 'prototype')?.writable === false;
  const functionPrototype = Function.prototype;

  // The ways and their order are those of the engine (engine/entry.rs), which docs/problems.md has as a table.

  // A function that an object has under the name; what node brings along is not what the submission defines.
  function functionIn(object) {
    if (!isObject(object)) return null;
    const value = object[name];
    return isFunction(value) && value !== before && value !== ofFunctions ? value : null;
  }

  // A call of a function, of a class as a constructor; where a class is asked for, every function is one.
  const call = (target, receiver) => (args) =>
    calls !== null || isClass(target) ? construct(target, args) : apply(target, receiver, args);

  // A call of a function that a new object of a class has; null if it has none.
  function callField(owner) {
    if (!isConstructor(owner)) return null;
    const instance = new owner();
    const found = functionIn(instance);
    return found && call(found, instance);
  }

  function isConstructor(value) {
    if (!isFunction(value)) return false;
    try {
      construct(Object, [], value);
      return true;
    } catch {
      return false;
    }
  }

  // A call of what an object has under the name; of a class a method, on an instance, or a static one.
  function callMethod(owner) {
    if (isFunction(owner) && calls === null && functionIn(owner.prototype) !== null) return callField(owner);
    const found = functionIn(owner);
    return found && call(found, owner);
  }

  // A function that is exported without a name, or of a class the function that its objects have as a field.
  function callItself(target) {
    const isNamed = getOwnPropertyDescriptor(target, 'name')?.value === name;
    return (isClass(target) && calls === null && !isNamed ? callField(target) : null) ?? call(target);
  }

  // How to call what the problem asks for, however the submission defines it; null if it does not.
  function find(namespace) {
    const named = functionIn(namespace);
    if (named !== null) return call(named);
    const value = topLevel(name);
    if (isFunction(value) && value !== before && value !== ofFunctions) return call(value);
    const places = { __proto__: null, 0: namespace, 1: globalThis.module?.exports, 2: globalThis.exports };
    for (let i = 0; i < 3; i++) {
      if (!isObject(places[i])) continue;
      const found = (i > 0 ? callMethod(places[i]) : null) ?? callMethod(places[i].default);
      if (found !== null) return found;
    }
    if (calls === null) {
      for (let i = 0; i < 4; i++) {
        const owner = i === 3 ? topLevel('Solution') : isObject(places[i]) ? places[i].Solution : undefined;
        const found = callMethod(owner) ?? callField(owner);
        if (found !== null) return found;
      }
    }
    for (let i = 0; i < 3; i++) {
      if (!isObject(places[i])) continue;
      if (isFunction(places[i])) return callItself(places[i]);
      const { default: standard } = places[i];
      if (isFunction(standard)) return callItself(standard);
    }
    return null;
  }

  // ---- Go ----

  let args;
  let calls = null; // of methods, where a class is asked for
  let runNextTimer;
  // What the name means without the submission: as a global, and as a property of every function.
  let before = globalThis[name];
  const ofFunctions = functionPrototype[name];
  try {
    args = decode(job.slice(endOfJob + 1));
    if (methods !== null) {
      calls = args[1].map(([method, ...values]) => ({ method, args: allShaped(values, methods[method]) }));
      args = args[0];
    }
    if (shapes !== null) {
      args = allShaped(args, shapes);
      define('ListNode', ListNode);
      define('TreeNode', TreeNode);
    }
    runNextTimer = prepare();
    if (libraries.length > 0) {
      load();
      before = topLevel(name);
    }
  } catch (error) {
    send(`${stringify({ fatal: `${error}` })}\n`);
    exit(1);
  }

  // Lets microtasks and timers run. Timers never wait, so that this ends as soon as there is none left; what
  // node itself waits for keeps the process alive until then.
  function pump() {
    let ran;
    try {
      ran = runNextTimer();
    } catch (error) {
      threwOutside(error);
      return;
    }
    if (ran) later(pump);
    return ran;
  }
  process.on('beforeExit', () => {
    if (!pump()) {
      finish('no_answer', stage === 'call' ? 'the promise never settles' : "the module's top-level `await` never ends");
    }
  });
  process.on('uncaughtException', threwOutside);

  function callFunction(namespace) {
    stage = 'call';
    let found;
    try {
      found = find(namespace);
    } catch (error) {
      threwOutside(error);
      return;
    }
    if (found === null) {
      finish('no_function', namespace === null ? '' : 'module');
      return;
    }
    let result;
    try {
      result = found(args);
    } catch (error) {
      threw(error);
      return;
    }
    if (calls !== null) callMethods(result, 0);
    else settle(result, resultIndex === null ? returned : () => returned(args[resultIndex]));
  }

  // Hands over what a call has given, now or, if it is awaited, later; true if it is.
  function settle(result, next) {
    const promise = promiseOf(result);
    if (promise === null) {
      next(result);
      return false;
    }
    then(promise, next, threw);
    later(pump);
    return true;
  }

  // The promise that `await` makes of a promise or another object with a `then`, which is read once; null for any other
  // value.
  function promiseOf(result) {
    if (types.isPromise(result)) return result;
    if (!isObject(result)) return null;
    let method;
    try {
      method = result.then;
    } catch (error) {
      threw(error);
    }
    if (!isFunction(method)) return null;
    const thenable = { __proto__: null, then: (...settlers) => apply(method, result, settlers) };
    return new PromiseOf((resolve) => resolve(thenable));
  }

  // Calls the methods of an object from this one on, and reads what each returns before the next one can change it.
  function callMethods(object, from) {
    for (let index = from; index < calls.length; index++) {
      const { method, args } = calls[index];
      let found;
      try {
        found = object[method];
      } catch (error) {
        threwOutside(error);
        return;
      }
      if (!isFunction(found)) {
        finish('no_answer', `\`${name}\` has no method \`${method}\``);
        return;
      }
      let result;
      try {
        result = apply(found, object, args);
      } catch (error) {
        threw(error);
        return;
      }
      let isAwaited = false;
      isAwaited = settle(result, (value) => {
        keep(value);
        if (isAwaited) callMethods(object, index + 1);
      });
      if (isAwaited) return;
    }
    finish('returned', `[${texts}]`);
  }

  // What methods have returned: the text of each, as a string in JSON.
  let texts = '';
  let written = 0;

  // Adds what a method has returned.
  function keep(value) {
    let text;
    try {
      text = encode(value, outputBytes - written);
    } catch (error) {
      if (error === TOO_LARGE) finish('too_large', '');
      else threwOutside(error);
    }
    written += text.length;
    texts += (texts === '' ? '' : ',') + stringify(text);
  }

  function go() {
    send(`${stringify({ ready: micros(cpuUsage()) })}\n`);
    readSync(0, piece);
    usedBefore = used();
    peakBefore = resourceUsage().maxRSS;
    started = { cpu: micros(cpuUsage()), wall: monotonic() };
    let compiled;
    try {
      compiled = compile();
    } catch (error) {
      finish('compile_error', error);
    }
    compileMicros = micros(cpuUsage()) - started.cpu;
    stage = 'top level';
    if (compiled.script) {
      try {
        compiled.script();
      } catch (error) {
        threwOutside(error);
      }
      // Microtasks that the top level has left run before the call.
      later(() => callFunction(null));
    } else {
      compiled.module().then(({ namespace }) => callFunction(namespace), threwOutside);
      later(pump);
    }
  }
  // What libraries have left to microtasks happens before the submission starts.
  if (libraries.length > 0) later(go);
  else go();
}, require);
