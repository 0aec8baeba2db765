// Puts accessors for all names of the prelude, and for indices, where all objects inherit from; then uses what there is.
// Gives what of ours they were handed: objects that hold natives, timers, or the state of what is shown.
const LEAKS = [];
(function () {
  const { has, defineProperty, ownKeys } = Reflect;
  const INTERNAL = [
    'writeLine', 'clock', 'slow', 'enqueueMicrotask', 'reportUncaught', 'readText', // natives
    'callback', 'order', 'items', 'startTimer', // timers and tasks
    'budget', 'currentDepth', 'apply', 'construct', // `inspect`, and traps
  ];
  const isDescriptor = { __proto__: null, get: 1, set: 1, value: 1, writable: 1, enumerable: 1, configurable: 1 };
  // Programs use more of what accessors of these names break.
  const names = NAMES.filter((name) => typeof process !== 'object' || !isDescriptor[name]);
  let isBusy = false;
  function holdsInternals(value, depth) {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
    const keys = ownKeys(value);
    for (let i = 0; i < keys.length; i++) {
      for (let j = 0; j < INTERNAL.length; j++) if (keys[i] === INTERNAL[j]) return true;
    }
    // An array of timers, say.
    for (let i = 0; depth > 0 && i < keys.length && i < 20; i++) {
      const property = Reflect.getOwnPropertyDescriptor(value, keys[i]);
      if (has(property, 'value') && holdsInternals(property.value, depth - 1)) return true;
    }
    return false;
  }
  function note(what, name, ...values) {
    if (isBusy) return;
    isBusy = true;
    try {
      for (let i = 0; i < values.length; i++) {
        if (values[i] === Reflect || !holdsInternals(values[i], 1)) continue;
        const { stack } = new Error();
        if (stack.includes('prelude/')) defineProperty(LEAKS, LEAKS.length, { __proto__: null, value: `${what} ${name}: ${stack}`, enumerable: true });
      }
    } finally {
      isBusy = false;
    }
  }
  const prototypes = [
    Object, Array, Function, String, Number, Promise, RegExp, Map, Set, Date, Error, Symbol, ArrayBuffer, Uint8Array, WeakMap,
  ];
  for (const { prototype } of prototypes) {
    for (const name of names) {
      if (has(prototype, name) && (prototype !== Array.prototype || !/^\d+$/.test(name))) continue;
      defineProperty(prototype, name, {
        __proto__: null,
        configurable: true,
        get() {
          note('get', name, this);
          return undefined;
        },
        set(value) {
          note('set', name, this, value);
          defineProperty(this, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
        },
      });
    }
  }
})();
const THROWN = [];
function use(action) {
  try {
    return action();
  } catch (error) {
    return THROWN.push(`${error}`);
  }
}
async function solve() {
  for (const v of [1, 'x', null, {a: {b: {c: {d: 1}}}}, [1,2,[3]], new Map([[1,{}]]), new Set([1]), new Error('x'), /x/g, new Date(0), () => 1, class A {}, Symbol('x'), 12n, new Uint8Array(3), new ArrayBuffer(3), Promise.resolve(1), new WeakMap, new WeakRef({}), new Proxy({}, {}), [,1], Object.create(null), new (class B { x = 1 }), [1].values(), new Map([[1,2]]).entries(), (function(){ return arguments })(1), Object(1), 'a\x01\n']) use(() => console.log(v)), use(() => console.dir(v, {showHidden: true})), use(() => console.error(v));
  use(() => console.log('%s %d %i %f %j %o %O %c', 1, 2, 3, 4, {}, {}, {}, {}));
  use(() => console.table([[1,2],[3,4]])); use(() => console.table([{a:1}], ['a'])); use(() => console.table(new Map([[1,2]])));
  use(() => console.table(new Set([1])));
  use(() => console.group('a')); use(() => console.groupEnd()); use(() => console.time('a')); use(() => console.timeLog('a', 1)); use(() => console.timeEnd('a'));
  use(() => console.count()); use(() => console.countReset()); use(() => console.assert(false, 'x')); use(() => console.trace('x'));
  use(() => structuredClone({a: [1]})); use(() => structuredClone(() => 1));
  use(() => new TextEncoder().encode('x')); use(() => new TextEncoder().encodeInto('x', new Uint8Array(3))); use(() => new TextDecoder().decode(new Uint8Array([65])));
  use(() => new TextDecoder('latin1').decode(new Uint8Array([65, 0x80]))); use(() => new TextDecoder('utf-8', {}).decode(new Uint8Array([0xe2]), {stream: true}));
  use(() => atob(btoa('abc'))); use(() => require('lodash')); use(() => new Date()); use(() => Date()); use(() => performance.now()); use(() => performance.timeOrigin);
  use(() => new WeakRef({}).deref()); use(() => new WebAssembly.Memory({initial: 1}).grow(1)); use(() => new SharedArrayBuffer(1, {maxByteLength: 9}).grow(3)); use(() => new ArrayBuffer(1, {maxByteLength: 9}).resize(3));
  use(() => { const i = setInterval(() => {}, 1); clearInterval(i); }); use(() => clearTimeout(setTimeout(() => 1))); use(() => setImmediate(() => 1)); use(() => queueMicrotask(() => 1)); use(() => setTimeout(1)); use(() => queueMicrotask(1));
  await new Promise((done) => setTimeout(done, 5)); await new Promise((done) => setTimeout(done, 5)); await new Promise((done) => queueMicrotask(done));
  for (let i = 0; i < 5; i++) setTimeout(() => 1, 5 - i);
  await new Promise((done) => setTimeout(done, 9));
  if (typeof process === 'object') {
  process.on('uncaughtException', (error) => THROWN.push(String(error)));

  for (const m of ['assert','buffer','console','events','fs','module','os','path','perf_hooks','process','punycode','readline','stream','string_decoder','sys','timers','tty','url','util','v8','fs/promises','timers/promises','stream/promises','readline/promises']) use(() => require(m));
  use(() => require('fs').readFileSync(0, 'utf8')); use(() => require('fs').readFileSync('/x')); use(() => require('fs').writeSync(1, 'x')); use(() => require('http'));
  use(() => process.stdout.write('x')); use(() => process.on('exit', () => 1)); use(() => process.emit('x', 1)); use(() => process.nextTick(() => 1)); use(() => process.hrtime()); use(() => process.memoryUsage()); use(() => process.env.X); use(() => process.env.X = 1);
  use(() => Buffer.from('abc').toString('hex')); use(() => Buffer.alloc(3).write('abc')); use(() => Buffer.concat([Buffer.from([1])])); use(() => console.log(Buffer.from('abc')));
  use(() => require('util').inspect({}, {depth: 1})); use(() => require('util').format('%s', 1)); use(() => require('util').promisify(setTimeout)); use(() => require('assert').deepStrictEqual({a: 1}, {a: 1})); use(() => require('assert').equal(1, 2));
  use(() => require('path').join('a', 'b')); use(() => require('url').parse?.('http://x')); use(() => new (require('events'))().on('x', () => 1).once('x', () => 1).emit('x')); 
  use(() => { const rl = require('readline').createInterface({ input: process.stdin }); rl.on('line', () => 1); rl.on('close', () => 1); });
  use(() => { const { Readable, Transform } = require('stream'); Readable.from(['a']).pipe(new Transform({ transform(c, e, cb) { cb(null, c); } })).on('data', () => 1); });
  use(() => readline()); use(() => print(1)); use(() => write(1)); use(() => readInt()); use(() => readWord());
  await new Promise((done) => setImmediate(done)); await new Promise((done) => process.nextTick(done)); await require('timers/promises').setTimeout(5);
  await require('fs').promises.readFile(0); await new Promise((done) => require('fs').readFile(0, done));
  }
  return JSON.stringify({ leaks: LEAKS, accessors: Object.hasOwn(Object.prototype, 'writeErrorLine') });
}

