//! Programs each of which tries one way to carry a bit from one case to the next. All succeed in a context that is
//! merely reused, and none in the hardened realm.

use std::sync::Arc;

use super::{Bench, UsedContext, limits, one};
use tribunal_core::{
    execution::Outcome,
    value::{Node, Value},
};

use crate::{CodeCache, Program};

/// Pairs of code: the first is run by the case that writes, the second by the case that reads, and is `true` if the bit
/// has arrived.
const CARRIERS: &[(&str, &str)] = &[
    // The global object.
    ("globalThis.leak = 1", "globalThis.leak === 1"),
    ("top.leak = 1", "top.leak === 1"),
    ("Object.defineProperty(globalThis, 'leak', { value: 1, configurable: true })", "'leak' in globalThis"),
    ("new Function('leak = 1')()", "typeof leak === 'number'"),
    ("(0, eval)('var leak = 1')", "typeof leak === 'number'"),
    ("delete globalThis.escape", "typeof escape === 'undefined'"),
    ("globalThis.isNaN = () => 7", "isNaN(1) === 7"),
    ("Object.setPrototypeOf(Object.getPrototypeOf(globalThis), { leak: 1 })", "globalThis.leak === 1"),
    // Properties of builtins that every program has.
    ("Object.prototype.leak = 1", "({}).leak === 1"),
    ("Array.prototype.leak = 1", "[].leak === 1"),
    ("Array.prototype.push(1)", "Array.prototype.length === 1"),
    ("Array.prototype[5] = 1", "[,,,,,,][5] === 1"),
    ("Function.prototype.leak = 1", "f.leak === 1"),
    ("String.prototype.leak = 1", "''.leak === 1"),
    ("Number.prototype.leak = 1", "(1).leak === 1"),
    ("Boolean.prototype.leak = 1", "true.leak === 1"),
    ("Symbol.prototype.leak = 1", "Symbol.iterator.leak === 1"),
    ("BigInt.prototype.leak = 1", "1n.leak === 1"),
    ("Error.prototype.leak = 1", "new Error().leak === 1"),
    ("TypeError.prototype.name = 'leak'", "new TypeError().name === 'leak'"),
    ("Promise.prototype.leak = 1", "Promise.prototype.leak === 1"),
    ("Map.prototype.leak = 1", "new Map().leak === 1"),
    ("WeakMap.prototype.leak = 1", "new WeakMap().leak === 1"),
    ("ArrayBuffer.prototype.leak = 1", "new ArrayBuffer(1).leak === 1"),
    ("RegExp.prototype.leak = 1", "/x/.leak === 1"),
    ("Date.prototype.leak = 1", "new Date(0).leak === 1"),
    ("Math.leak = 1", "Math.leak === 1"),
    ("JSON.leak = 1", "JSON.leak === 1"),
    ("Reflect.leak = 1", "Reflect.leak === 1"),
    ("Intl.leak = 1", "Intl.leak === 1"),
    ("Intl.NumberFormat.prototype.leak = 1", "new Intl.NumberFormat().leak === 1"),
    ("Proxy.leak = 1", "Proxy.leak === 1"),
    ("Math.max.leak = 1", "Math.max.leak === 1"),
    ("Function.prototype[Symbol.hasInstance].leak = 1", "Function.prototype[Symbol.hasInstance].leak === 1"),
    ("Array.prototype[Symbol.unscopables].leak = 1", "Array.prototype[Symbol.unscopables].leak === 1"),
    ("Object.prototype[Symbol.for('leak')] = 1", "({})[Symbol.for('leak')] === 1"),
    (
        "Object.getOwnPropertyDescriptor(Map.prototype, 'size').get.leak = 1",
        "Object.getOwnPropertyDescriptor(Map.prototype, 'size').get.leak === 1",
    ),
    (
        "Object.getOwnPropertyDescriptor(Object.prototype, '__proto__').set.leak = 1",
        "Object.getOwnPropertyDescriptor(Object.prototype, '__proto__').set.leak === 1",
    ),
    // Objects that only syntax leads to.
    ("Object.getPrototypeOf(function* () {}).leak = 1", "(function* () {}).leak === 1"),
    ("Object.getPrototypeOf(function* () {}).prototype.leak = 1", "(function* () {})().leak === 1"),
    ("Object.getPrototypeOf(async () => {}).leak = 1", "(async () => {}).leak === 1"),
    ("Object.getPrototypeOf(async function* () {}).leak = 1", "(async function* () {}).leak === 1"),
    ("Object.getPrototypeOf([].values()).leak = 1", "[].values().leak === 1"),
    ("Object.getPrototypeOf(new Map().keys()).leak = 1", "new Map().keys().leak === 1"),
    ("Object.getPrototypeOf(new Set().keys()).leak = 1", "new Set().keys().leak === 1"),
    ("Object.getPrototypeOf(''[Symbol.iterator]()).leak = 1", "''[Symbol.iterator]().leak === 1"),
    ("Object.getPrototypeOf(''.matchAll(/x/g)).leak = 1", "''.matchAll(/x/g).leak === 1"),
    ("Object.getPrototypeOf([].values().map((y) => y)).leak = 1", "[].values().map((y) => y).leak === 1"),
    (
        "Object.getPrototypeOf(Iterator.from({ next() {} })).leak = 1",
        "Iterator.from({ next() {} }).leak === 1",
    ),
    ("Object.getPrototypeOf(Int8Array).prototype.leak = 1", "new Uint8Array(1).leak === 1"),
    (
        "Object.getPrototypeOf(new Intl.Segmenter().segment('')).leak = 1",
        "new Intl.Segmenter().segment('').leak === 1",
    ),
    (
        "Object.getPrototypeOf(new Intl.Segmenter().segment('')[Symbol.iterator]()).leak = 1",
        "new Intl.Segmenter().segment('')[Symbol.iterator]().leak === 1",
    ),
    (
        "const d = Object.getOwnPropertyDescriptor(new Error(), 'stack'); d.get.leak = 1",
        "Object.getOwnPropertyDescriptor(new Error(), 'stack').get.leak === 1",
    ),
    // Builtins replaced, removed, reordered; attributes, extensibility, prototypes.
    ("Math.max = () => 7", "Math.max(1) === 7"),
    ("JSON.stringify = () => 'leak'", "JSON.stringify(1) === 'leak'"),
    ("Array.prototype.map = () => 'leak'", "[].map(() => 1) === 'leak'"),
    ("Array.prototype[Symbol.iterator] = function* () { yield 7 }", "[...[1]][0] === 7"),
    (
        "Object.defineProperty(Array, Symbol.species, { value: class { leak = 1 } })",
        "Array[Symbol.species].name === 'value'",
    ),
    ("Promise.prototype.then = function () { return 7 }", "Promise.prototype.then.call(1) === 7"),
    ("delete Array.prototype.at", "[].at === undefined"),
    (
        "const { abs } = Math; delete Math.abs; Math.abs = abs",
        "Object.getOwnPropertyNames(Math).at(-1) === 'abs'",
    ),
    ("Object.defineProperty(Math, 'abs', { enumerable: true })", "Object.keys(Math).length === 1"),
    (
        "Object.defineProperty(Object.prototype, 'leak', { get: () => 1, configurable: true })",
        "({}).leak === 1",
    ),
    ("Object.prototype.__defineGetter__('leak', () => 1)", "({}).leak === 1"),
    ("Object.preventExtensions(Math)", "!Object.isExtensible(Math)"),
    ("Object.setPrototypeOf(Array.prototype, { leak: 1 })", "[].leak === 1"),
    ("Math.__proto__ = { leak: 1 }", "Math.leak === 1"),
    ("Object.prototype.toString = () => 'leak'", "`${{}}` === 'leak'"),
    // Hidden state of the language.
    ("/(z)/.exec('z')", "RegExp.$1 === 'z'"),
    ("/z/.exec('z')", "RegExp.lastMatch === 'z'"),
    ("'xz'.replace(/z/, '')", "RegExp['$`'] === 'x'"),
    ("RegExp.input = 'leak'", "RegExp.input === 'leak'"),
    ("Error.stackTraceLimit = 3", "Error.stackTraceLimit === 3"),
    ("Error.prepareStackTrace = () => 'leak'", "new Error().stack === 'leak'"),
    ("Error.captureStackTrace.leak = 1", "Error.captureStackTrace.leak === 1"),
    // Code that is left to run later.
    ("Promise.resolve().then(() => { globalThis.leak = 1 })", "globalThis.leak === 1"),
    ("(async () => { await null; globalThis.leak = 1 })()", "globalThis.leak === 1"),
    ("queueMicrotask(() => { globalThis.leak = 1 })", "globalThis.leak === 1"),
    ("(async function* () { await null; globalThis.leak = 1; yield 1 })().next()", "globalThis.leak === 1"),
    (
        "setTimeout(() => { globalThis.leak = 1 }, 1)",
        "new Promise((r) => setTimeout(() => r(globalThis.leak === 1), 9))",
    ),
    (
        "setInterval(() => { globalThis.leak = 1 }, 1)",
        "new Promise((r) => setTimeout(() => r(globalThis.leak === 1), 9))",
    ),
    // No object of the realm is touched: the bit is in the state of the prelude.
    ("let i = 9; while (i--) clearTimeout(setTimeout(() => {}))", "setTimeout(() => {}) > 9"),
    ("return new Promise((r) => setTimeout(r, 1e6))", "performance.now() > 1e5"),
    // The prelude's globals.
    ("console.leak = 1", "console.leak === 1"),
    ("console.log = () => 7", "console.log() === 7"),
    ("performance.leak = 1", "performance.leak === 1"),
    ("setTimeout.leak = 1", "setTimeout.leak === 1"),
    ("require.leak = 1", "require.leak === 1"),
    ("globalThis.module.exports.leak = 1", "globalThis.module.exports.leak === 1"),
    ("globalThis.exports.leak = 1", "globalThis.exports.leak === 1"),
    ("structuredClone.leak = 1", "structuredClone.leak === 1"),
    ("TextEncoder.prototype.leak = 1", "new TextEncoder().leak === 1"),
    ("TextDecoder.leak = 1", "TextDecoder.leak === 1"),
    ("btoa.leak = 1", "btoa.leak === 1"),
    // Objects that the realm lacks.
    ("WeakRef.prototype.leak = 1", "WeakRef.prototype.leak === 1"),
    ("FinalizationRegistry.leak = 1", "FinalizationRegistry.leak === 1"),
    ("SharedArrayBuffer.leak = 1", "SharedArrayBuffer.leak === 1"),
    ("Atomics.leak = 1", "Atomics.leak === 1"),
    ("WebAssembly.leak = 1", "WebAssembly.leak === 1"),
];

fn source((write, read): &(&str, &str)) -> Arc<str> {
    format!("const top = this; function f(x) {{ if (x === 'write') {{ {write}; return 'written' }} return {read} }}").into()
}

/// Returns the result of the case that reads, in a context that is merely reused, after a case that writes or does not.
fn in_a_used_context(source: &Arc<str>, writes: bool) -> Option<Value> {
    let mut context = UsedContext::new();
    if writes {
        context.case(source, "write");
    }
    context.case(source, "read").0
}

#[test]
fn a_context_that_is_used_again_carries_every_bit() {
    for carrier in CARRIERS {
        let source = source(carrier);
        let arrived = |value: Option<Value>| value.is_some_and(|value| value.root == Node::Bool(true));
        assert!(!arrived(in_a_used_context(&source, false)), "{carrier:?} reads what nobody wrote");
        assert!(arrived(in_a_used_context(&source, true)), "{carrier:?} cannot carry anything");
    }
    assert!(CARRIERS.len() >= 60);
}

#[test]
fn the_hardened_realm_carries_none() {
    let mut bench = Bench::new();
    let cases = |bench: &mut Bench, source: &Arc<str>, arguments: &[&str]| {
        let cache = CodeCache::default();
        let program = Program { source, is_module: false, entry: &"f".into(), cache: &cache };
        let run =
            |argument: &&str| bench.hardened(&program, &one(Node::String((*argument).into())), &limits());
        match arguments.iter().map(run).last().unwrap().outcome {
            // Without the location, which shows the program's text.
            Outcome::Threw(error) => error.text,
            outcome => format!("{outcome:?}"),
        }
    };
    for carrier in CARRIERS {
        let source = source(carrier);
        let before = cases(&mut bench, &source, &["read"]);
        let after = cases(&mut bench, &source, &["read", "write", "read"]);
        assert_eq!(before, after, "{carrier:?}");
        // The same if the case that writes fails.
        let throws = carrier.0.replace("return ", "") + "; throw 1";
        let throwing = self::source(&(&throws, carrier.1));
        assert_eq!(before, cases(&mut bench, &throwing, &["write", "read"]), "{carrier:?}");
        // Neither within one submission, nor from one to the next.
        let other: Arc<str> = format!("{source} // another").into();
        cases(&mut bench, &source, &["write"]);
        assert_eq!(before, cases(&mut bench, &other, &["read"]), "{carrier:?}");
    }
}
