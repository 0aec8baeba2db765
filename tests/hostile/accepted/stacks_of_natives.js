// Everything native that recurses, on values nested a hundred thousand deep.
// or: OLE: the console shows some of it
// or: TLE: conversions may take that long
// or: MLE: or that much memory
function solve(x) {
  if (x === 0) return 'ok';
  const depth = 100000;
  const nest = (wrap) => {
    let value = 'end';
    for (let i = 0; i < depth; i++) value = wrap(value);
    return value;
  };
  const values = [nest((v) => [v]), nest((v) => ({ v })), nest((v) => new Map([[v, 1]])), nest((v) => new Set([v])),
    nest((cause) => new Error('x', { cause })), nest((v) => Object.create(Object(v))), nest((v) => new Proxy(Object(v), {})),
    nest((v) => ({ toString: () => `${v}` })), nest((v) => ({ get v() { return v.v; } })), nest((v) => () => (typeof v === 'function' ? v() : v)),
    nest((v) => `${v}x`), nest((v) => `x${v}`), nest((v) => (function* () { yield* [v][0] })())];
  const uses = [String, Number, JSON.stringify, structuredClone, console.log, Object.keys, Array.from, Promise.resolve,
    (v) => v.flat(Infinity), (v) => v.v, (v) => v(), (v) => v.join(), (v) => [...v], (v) => v instanceof Map, (v) => 'x' in v,
    (v) => v.localeCompare('x'), (v) => v.replace(/x/g, 'y').length, (v) => v.normalize().length, (v) => v === `${v}`,
    (v) => v.toString(), (v) => v.stack, (v) => Object.freeze(v), (v) => new Intl.NumberFormat().format(v), (v) => eval(v)];
  let refused = 0;
  for (const value of values) {
    for (const use of uses) {
      try {
        use(value);
      } catch {
        refused++;
      }
    }
  }
  return refused > 0 ? 'right' : refused;
}
