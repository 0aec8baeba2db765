// Runs cases of a submission in node as lean as can be, to compare the engine with node at its best: no limits,
// no clocks, no care for what a hostile submission may do.
//
// Standard input has a line of JSON with the job, then a line for each case: its arguments in the tagged form of
// `value::json`. For each there is a line on standard output: `=` and the result in the tagged form, `!` and what
// was thrown as a JSON string, or `?` and why there is nothing to compare.
//
// A job that is `alone` has one case, which runs in this very context. All others get a `vm` context each.
//
// With `turns`, cases come in turns: a line with the number of cases, then these. A turn is run when it is there as a
// whole, and after its answers comes a line with the nanoseconds that it took, from the text of its first line to the
// text of its last answer: nothing of reading and writing is in them.
setImmediate((require, mode) => {
  const alone = mode === 'alone';
  const fs = require('fs');
  const vm = require('vm');
  const { isPromise } = require('util').types;
  const { decode, encode } = values(require);
  // A submission that is alone gets timers of its own in place of these.
  const later = setImmediate;

  let job, script, entry, parse, reader, sleeps, isClass;
  let found = []; // names of the globals that the submission mentions
  let answers = '';

  // What the engine offers and a bare context lacks; made only for submissions that mention it.
  const offered = {
    console: Object.fromEntries(Object.keys(console).map((name) => [name, () => {}])),
    structuredClone, TextEncoder, TextDecoder, btoa, atob, performance, queueMicrotask,
  };

  function load(line) {
    job = JSON.parse(line);
    const { name, source, function: entryName } = job;
    script = new vm.Script(source, { filename: name });
    const exported = 'typeof module.exports === "function" ? module.exports : module.exports.NAME ?? exports.NAME';
    entry = new vm.Script(`typeof NAME === 'function' ? NAME
      : typeof module === 'object' && (${exported})
      || (typeof Solution === 'function' ? (...args) => new Solution().NAME(...args) : null)`.replaceAll('NAME', entryName));
    parse = new vm.Script('JSON.parse');
    reader = new vm.Script(`(${values})`);
    const mentions = (global) => new RegExp(`\\b${global}\\b`).test(source);
    found = Object.keys(offered).filter(mentions);
    if (mentions('module') || mentions('exports')) found.push('module');
    sleeps = /\bset(?:Timeout|Interval|Immediate)\b/.test(source);
  }

  // A context with nothing but the language and what the submission mentions; the function that runs its next timer.
  function prepare(global) {
    for (const name of found) {
      if (name === 'module') {
        global.module = { exports: {} };
        global.exports = global.module.exports;
      } else {
        global[name] = offered[name];
      }
    }
    if (!sleeps) return () => false;
    // Virtual time, clocks included, as in the engine: who sleeps costs nothing.
    const host = { clock: () => 0, touch() {}, enqueueMicrotask: queueMicrotask, reportUncaught() {}, Date };
    const { runNextTimer, ...globals } = timers(host);
    Object.assign(global, globals);
    return runNextTimer;
  }

  function answer(mark, text) {
    answers += `${mark}${text}\n`;
  }

  function threw(error) {
    answer('!', JSON.stringify(typeof error === 'object' && error !== null && 'message' in error
      ? (error.message === '' ? `${error.name}` : `${error.name}: ${error.message}`)
      : `${error}`));
  }

  function returned(value) {
    answer('=', encode(value, job.output_bytes));
  }

  // Runs a case. Gives a promise where the answer comes later.
  function run(line) {
    try {
      const global = alone ? globalThis : vm.createContext();
      const runNextTimer = prepare(global);
      const inContext = (script) => (alone ? script.runInThisContext() : script.runInContext(global));
      const args = line.includes('"$') ? inContext(reader)(require).decode(line) : inContext(parse)(line);
      inContext(script);
      const f = inContext(entry);
      if (!f) return answer('?', `the submission defines no function ${job.function}`);
      isClass ??= Function.prototype.toString.call(f).startsWith('class');
      const result = isClass ? new f(...args) : f(...args);
      if (!isPromise(result)) return returned(result);
      return settled(result, runNextTimer);
    } catch (error) {
      threw(error);
    }
  }

  function settled(promise, runNextTimer) {
    return new Promise((resolve) => {
      let open = true;
      const end = (then) => (value) => {
        open = false;
        try {
          then(value);
        } catch (error) {
          threw(error);
        }
        resolve();
      };
      promise.then(end(returned), end(threw));
      const pump = () => {
        if (!open) return;
        if (runNextTimer()) later(pump);
        else later(() => open && end(() => answer('?', 'the promise never settles'))());
      };
      later(pump);
    });
  }

  function flush() {
    const bytes = Buffer.from(answers);
    for (let at = 0; at < bytes.length;) at += fs.writeSync(1, bytes, at);
    answers = '';
  }

  async function runCases(lines) {
    for (const line of lines) {
      const pending = run(line);
      if (pending) await pending;
    }
  }

  async function runAll(lines) {
    if (job === undefined && lines.length > 0) load(lines.shift());
    await runCases(lines);
    flush();
  }

  async function runTurn(lines) {
    const start = process.hrtime.bigint();
    await runCases(lines);
    answers += `${process.hrtime.bigint() - start}\n`;
    flush();
  }

  if (alone) {
    runAll(fs.readFileSync(0, 'utf8').trimEnd().split('\n'));
    return;
  }
  let rest = '';
  let waiting = []; // whole lines of a turn that is not there yet
  let before = Promise.resolve();
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    if (mode !== 'turns') {
      if (lines.length > 0) before = before.then(() => runAll(lines));
      return;
    }
    waiting = waiting.concat(lines);
    if (job === undefined && waiting.length > 0) load(waiting.shift());
    while (waiting.length > 0 && waiting.length > Number(waiting[0])) {
      const turn = waiting.splice(0, 1 + Number(waiting[0])).slice(1);
      before = before.then(() => runTurn(turn));
    }
  });
}, require, process.argv[1]);
