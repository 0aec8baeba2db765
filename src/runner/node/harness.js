// Runs one case of a submission in node, and tells the judge what came of it.
//
// The judge sends two lines of JSON on standard input: the job, and the arguments in the tagged form of
// `value::json`. It gets lines of JSON on standard output: `{"ready":..}` once the submission may start, and
// then the outcome and, if the function returned, the result in the tagged form. What the submission writes
// to its console goes to standard error.
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
  const { inspect } = util;
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
  const ErrorOf = Error;
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
    const { runNextTimer, ...globals } = timers({ clock, touch() {}, enqueueMicrotask: queueMicrotask, reportUncaught: threw, Date });
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

  // Runs the problem's libraries, each with a `module` of its own, before the clocks start. What they print is
  // nobody's output.
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

  const job = fs.readFileSync(0, 'utf8');
  const endOfJob = job.indexOf('\n');
  const { name: filename, source, function: name, shapes, methods, result: resultIndex, libraries, is_module: mustBeModule, output_bytes: outputBytes } = JSON.parse(job.slice(0, endOfJob));
  const micros = ({ user, system }) => user + system;
  const used = () => {
    const { heapUsed, arrayBuffers } = memoryUsage();
    return heapUsed + arrayBuffers;
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
    const header = { __proto__: null, outcome, compile_us: compileMicros, cpu_us: 0, wall_us: 0, peak_bytes: 0, used_bytes: 0 };
    if (started !== null) {
      header.cpu_us = micros(cpuUsage()) - started.cpu;
      header.wall_us = floor((monotonic() - started.wall) * 1e3);
      header.peak_bytes = (resourceUsage().maxRSS - peakBefore) * 1024;
      header.used_bytes = used() - usedBefore;
      if (header.used_bytes < 0) header.used_bytes = 0;
    }
    if (outcome === 'threw' || outcome === 'compile_error') {
      header.error = describe(value);
      value = '';
    } else if (outcome === 'no_answer') {
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
      else threw(error);
      return;
    }
    finish('returned', text);
  }

  function threw(error) {
    finish('threw', error);
  }

  // The error as text and place in the submission's own source.
  function describe(error) {
    const described = { __proto__: null, text: '', location: null };
    try {
      if (types.isProxy(error)) {
        described.text = 'a Proxy';
      } else if (types.isNativeError(error) || error instanceof ErrorOf) {
        const { name, message, stack } = error;
        described.text = message === '' ? `${name}` : `${name}: ${message}`;
        if (typeof stack === 'string') described.location = place(stack);
      } else if (typeof error === 'string') {
        described.text = error;
      } else {
        described.text = inspect(error, { depth: 1, customInspect: false, breakLength: Infinity });
      }
    } catch {
      described.text = 'an error that cannot be shown';
    }
    described.text = slice(described.text, 0, 4096);
    return described;
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

  // Compiles the submission: as a module if it must be one, else as a script; what does not compile as a
  // script is tried as a module, and as the body of a function where it returns from its top level. Gives
  // the functions that run it.
  function compile() {
    const importModuleDynamically = noModules;
    const asModule = () => {
      try {
        const module = new vm.SourceTextModule(source, { identifier: filename, importModuleDynamically });
        return () => module.link(noModules).then(() => module.evaluate()).then(() => module.namespace);
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
  function topLevel(name, before) {
    let value;
    try {
      value = new vm.Script(name).runInThisContext({ displayErrors: false });
    } catch {
      return undefined;
    }
    // What node brings along is not what the submission defines.
    return value === before ? undefined : value;
  }

  const isFunction = (value) => typeof value === 'function';
  const isObject = (value) => (typeof value === 'object' && value !== null) || isFunction(value);
  // A class can only be constructed, and its prototype cannot be replaced.
  const isClass = (value) => !types.isProxy(value) && getOwnPropertyDescriptor(value, 'prototype')?.writable === false;

  // A call of a function, of a class as a constructor; where a class is asked for, every function is one.
  const call = (target, receiver) => (args) =>
    calls !== null || isClass(target) ? construct(target, args) : apply(target, receiver, args);

  // A call of a method of a class, on an instance or static; null if it has no such method.
  function callMethod(owner) {
    if (!isFunction(owner) || !isClass(owner)) return null;
    if (isObject(owner.prototype) && isFunction(owner.prototype[name])) {
      return (args) => {
        const instance = new owner();
        return apply(instance[name], instance, args);
      };
    }
    return isFunction(owner[name]) ? (args) => apply(owner[name], owner, args) : null;
  }

  // The call that an object of exports offers, null if there is none.
  function callExport(exports, isModule) {
    if (!isModule && isFunction(exports)) return callMethod(exports) ?? call(exports);
    if (!isObject(exports)) return null;
    if (isFunction(exports[name])) return call(exports[name]);
    const { default: standard } = exports;
    if (isFunction(standard)) return callMethod(standard) ?? call(standard);
    if (isObject(standard) && isFunction(standard[name])) return call(standard[name], standard);
    return isModule ? callMethod(exports.Solution) : null;
  }

  // How to call what the problem asks for, however the submission defines it; null if it does not.
  function find(namespace, before) {
    if (namespace !== null) {
      const exported = callExport(namespace, true);
      if (exported !== null) return exported;
    } else {
      const value = topLevel(name, before);
      if (isFunction(value)) return call(value);
    }
    return callExport(globalThis.module?.exports) ?? callExport(globalThis.exports) ?? callMethod(topLevel('Solution'));
  }

  // ---- Go ----

  let args;
  let calls = null; // of methods, where a class is asked for
  let runNextTimer;
  let before = globalThis[name];
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
      threw(error);
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
  process.on('uncaughtException', threw);

  function callFunction(namespace) {
    stage = 'call';
    let result;
    try {
      const found = find(namespace, before);
      if (found === null) {
        const kind = calls === null ? 'function' : 'class';
        const hint = namespace === null ? '' : '; a module has to export it';
        finish('no_answer', `the submission defines no ${kind} \`${name}\`${hint}`);
        return;
      }
      if (calls !== null) {
        callMethods(found(args), 0);
        return;
      }
      result = found(args);
    } catch (error) {
      threw(error);
      return;
    }
    settle(result, resultIndex === null ? returned : () => returned(args[resultIndex]));
  }

  // Hands over what a call has given: a promise is awaited.
  function settle(result, next) {
    if (types.isPromise(result)) {
      then(result, next, threw);
      later(pump);
    } else {
      next(result);
    }
  }

  // Calls the methods of an object from this one on, and reads what each returns before the next one can change it.
  function callMethods(object, from) {
    for (let index = from; index < calls.length; index++) {
      const { method, args } = calls[index];
      let result;
      try {
        const found = object[method];
        if (!isFunction(found)) {
          finish('no_answer', `\`${name}\` has no method \`${method}\``);
          return;
        }
        result = apply(found, object, args);
      } catch (error) {
        threw(error);
        return;
      }
      if (types.isPromise(result)) {
        settle(result, (value) => {
          if (keep(value)) callMethods(object, index + 1);
        });
        return;
      }
      if (!keep(result)) return;
    }
    finish('returned', `[${texts}]`);
  }

  // What methods have returned: the text of each, as a string in JSON.
  let texts = '';
  let written = 0;

  // Adds what a method has returned; false if that cannot be, which has been told.
  function keep(value) {
    let text;
    try {
      text = encode(value, outputBytes - written);
    } catch (error) {
      if (error === TOO_LARGE) finish('too_large', '');
      else threw(error);
      return false;
    }
    written += text.length;
    texts += (texts === '' ? '' : ',') + stringify(text);
    return true;
  }

  function go() {
    send(`${stringify({ ready: micros(cpuUsage()) })}\n`);
    let compiled;
    const compileStart = micros(cpuUsage());
    try {
      compiled = compile();
    } catch (error) {
      finish('compile_error', error);
    }
    usedBefore = used();
    peakBefore = resourceUsage().maxRSS;
    started = { cpu: micros(cpuUsage()), wall: monotonic() };
    compileMicros = started.cpu - compileStart;
    stage = 'top level';
    if (compiled.script) {
      try {
        compiled.script();
      } catch (error) {
        threw(error);
      }
      // What the top level has left to microtasks happens before anybody calls.
      later(() => callFunction(null));
    } else {
      compiled.module().then(callFunction, threw);
      later(pump);
    }
  }
  // What libraries have left to microtasks happens before the submission starts.
  if (libraries.length > 0) later(go);
  else go();
}, require);
