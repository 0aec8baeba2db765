console.log({}, { a: 1 }, { a: { b: { c: { d: 1 } } } }, { 'a-b': 1, $x: 2, _y: 3, 1: 4, é: 5, '': 6, "it's": 7 });
console.log({ f() {}, g: () => {}, h: function named() {}, C: class A {}, D: class extends Array {}, async k() {}, *l() {} });
console.log({ get a() { return 1; }, set b(x) {}, get c() { return 1; }, set c(x) {} });
console.log({ [Symbol('key')]: 1, [Symbol.iterator]: 2, [Symbol()]: 3 }, Object.create(null), Object.create({ inherited: 1 }));
const circular = { name: 'c', list: [] };
circular.self = circular;
circular.list.push(circular, { circular });
console.log(circular, [circular]);
class Point { constructor(x, y) { this.x = x; this.y = y; } get sum() { return this.x + this.y; } }
class P3 extends Point { #secret = 1; z = 3; static s = 1; }
console.log(new Point(1, 2), new P3(1, 2), [new Point(1, 2)], Point, P3, new (class {})(), new (class { a = 1; })());
console.log(new Map([[1, 'a'], ['k', { v: [1] }], [{ o: 1 }, new Map()]]), new Set([1, 'x', [2]]), new Map(), new Set());
console.log(new WeakMap(), new WeakSet(), new Map([[1, 2]]).keys(), new Set([5]).values(), new Map([[1, 2]]).entries(), [1][Symbol.iterator]());
console.log(new Date(0), [new Date(86400000)], /a+b/gi, [/x/], new Date(NaN));
console.log(new Uint8Array(3), new Float64Array([1.5, 2]), new ArrayBuffer(4), new DataView(new ArrayBuffer(2)), Buffer.from('hello'), [Buffer.from('x')]);
console.log(Promise.resolve(4), Promise.reject(5).catch(() => {}) && 1, new Promise(() => {}), (async () => 1)());
console.log(new Number(3), new String('abc'), new Boolean(false), Object(1n), Object(Symbol('q')), [new String('x')]);
console.log({ s: 'it\'s "quoted"', t: 'a\nb\tc\\', u: '\u0000\x7f', v: 'ünï' }, ['a\nb'], 'a\nb');
console.log({ a: 'x'.repeat(60), b: 'y'.repeat(60) }, { long: 'word '.repeat(30) });
console.log({ aaaaaaaaaaaaaaaaaaaa: 1, bbbbbbbbbbbbbbbbbbbbbb: 2, cccccccccccccc: 3, dddd: { e: [1, 2, 3] } });
console.log(process.versions.node.split('.').length, (function () { return arguments; })(1, 2), globalThis === global);
console.log([undefined], { u: undefined, n: null }, [function () {}, () => {}, class {}], Symbol('x'), [Symbol('x')]);
console.log(Object.assign(() => {}, { a: 1 }), Object.assign(function f() {}, { b: { c: 1 } }), Math.max, Math, JSON, Reflect);
const e = new Error('boom');
console.log(Object.keys(e), String(e), e.message, e instanceof Error, `${e}`);
console.log(new Proxy({ a: 1 }, { get: () => 5 }), new Proxy([1, 2], {}), new Proxy(function f() {}, {}));
console.log({ toString() { return 'x'; } }, { [Symbol.toStringTag]: 'Tag' }, new (class Foo { get [Symbol.toStringTag]() { return 'Bar'; } })());
console.log([{ id: 1, name: 'Alice', tags: ['x', 'y'], nested: { deep: { deeper: 1 } } }, { id: 2, name: 'Bob', tags: [] }]);
