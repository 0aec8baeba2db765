//! Tests of the engine with programs of every kind, ordinary and hostile.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use super::{CodeCache, Isolate, IsolateSetup, IsolateSlot, Program, snapshot};
use tribunal_core::{
    entry_point::{EntryPoint, Form},
    execution::{Execution, IsolateLimits, Limit, Limits, Outcome},
    input::LoadedInput,
    value::{Node, Object, TypedKind, Value},
};

const MIB: u64 = 1 << 20;

fn limits() -> Limits {
    Limits {
        // Only tests of a limit come near it, however slow the machine is.
        cpu: Duration::from_secs(60),
        wall: Duration::from_secs(600),
        memory_bytes: 64 * MIB,
        output_bytes: MIB,
        stack_bytes: 1 << 20,
        first_stack_bytes: 1 << 20,
    }
}

/// Returns the limits for programs that do not end by themselves.
fn short() -> Limits {
    Limits { cpu: Duration::from_millis(300), ..limits() }
}

/// An isolate, and the state that the submissions of a test need.
struct Bench {
    slot: IsolateSlot,
    isolate_limits: IsolateLimits,
    function: &'static str,
}

impl Bench {
    fn new() -> Self {
        Self {
            slot: IsolateSlot::default(),
            isolate_limits: IsolateLimits::from(limits().memory_bytes),
            function: "f",
        }
    }

    fn isolate(&mut self) -> &mut Isolate {
        self.slot.isolate(self.isolate_limits)
    }

    /// Replaces the isolate by one with these limits for the next case.
    fn renew(&mut self, isolate_limits: impl Into<IsolateLimits>) {
        (self.slot, self.isolate_limits) = (IsolateSlot::default(), isolate_limits.into());
    }

    fn run_all(&mut self, source: &str, is_module: bool, times: usize, args: &[Node]) -> Vec<Execution> {
        let source: Arc<str> = source.into();
        let cache = CodeCache::default();
        let program = Program { source: &source, is_module, entry: &self.function.into(), cache: &cache };
        let mut arguments = Value::primitive(Node::Undefined);
        arguments.root = arguments.push(Object::Array(args.to_vec()));
        (0..times).map(|_| self.isolate().run(&program, &(&arguments).into(), &limits())).collect()
    }

    fn run_with(&mut self, source: &str, limits: &Limits) -> Execution {
        let source: Arc<str> = source.into();
        let cache = CodeCache::default();
        let program =
            Program { source: &source, is_module: false, entry: &self.function.into(), cache: &cache };
        let mut arguments = Value::primitive(Node::Undefined);
        arguments.root = arguments.push(Object::Array(Vec::new()));
        self.isolate().run(&program, &(&arguments).into(), limits)
    }

    fn run_hardened(&mut self, source: &str) -> Execution {
        let source: Arc<str> = source.into();
        let cache = CodeCache::default();
        let program =
            Program { source: &source, is_module: false, entry: &self.function.into(), cache: &cache };
        let mut arguments = Value::primitive(Node::Undefined);
        arguments.root = arguments.push(Object::Array(Vec::new()));
        self.isolate().run_hardened(&program, &(&arguments).into(), &limits())
    }

    fn run(&mut self, source: &str) -> Execution {
        self.run_all(source, false, 1, &[]).remove(0)
    }

    /// Returns the number that `f()` returns.
    fn number(&mut self, source: &str) -> f64 {
        match self.run(source).outcome {
            Outcome::Returned(Value { root: Node::Number(number), .. }) => number,
            other => panic!("{source}: {other:?}"),
        }
    }

    /// Returns the string that `f()` returns.
    fn text(&mut self, source: &str) -> String {
        match self.run(source).outcome {
            Outcome::Returned(Value { root: Node::String(text), .. }) => text.to_string_lossy().into_owned(),
            other => panic!("{source}: {other:?}"),
        }
    }

    fn error(&mut self, source: &str) -> String {
        match self.run(source).outcome {
            Outcome::Threw(error) | Outcome::ThrewOutsideCall(error) => error.text,
            other => panic!("{source}: {other:?}"),
        }
    }

    fn reason(&mut self, source: &str) -> String {
        match self.run(source).outcome {
            Outcome::NoAnswer(reason) => reason,
            other => panic!("{source}: {other:?}"),
        }
    }
}

fn stopped_by(run: &Execution) -> Option<Limit> {
    match run.outcome {
        Outcome::Stopped { limit, .. } => Some(limit),
        _ => None,
    }
}

#[test]
fn what_every_program_has_is_no_answer() {
    for name in ["parseInt", "structuredClone", "toString", "Array", "call", "name"] {
        let mut bench = Bench { function: name, ..Bench::new() };
        for source in
            ["", "let other = 1;", "class Solution {}", "exports = function other() {}; exports = {}"]
        {
            let outcome = bench.run(source).outcome;
            assert!(matches!(outcome, Outcome::NoAnswer(_)), "{name}: {outcome:?}");
            let outcome = bench.run_hardened(source).outcome;
            assert!(matches!(outcome, Outcome::NoAnswer(_)), "{name}, hardened: {outcome:?}");
        }
        assert_eq!(bench.number(&format!("function {name}() {{ return 7; }}")), 7.0, "{name}");
        assert_eq!(bench.number(&format!("module.exports = {{ {name}() {{ return 7; }} }}")), 7.0, "{name}");
    }
}

#[test]
fn a_function_is_found_however_it_is_defined() {
    let mut bench = Bench::new();
    for source in [
        "function f() { return 7 }",
        "async function f() { return 7 }",
        "var f = function () { return 7 }",
        "let f = () => 7",
        "const f = () => 7; ",
        "'use strict'; const f = async () => 7",
        "globalThis.f = () => 7",
        "this.f = () => 7",
        "f = () => 7",
        "module.exports = () => 7",
        "module.exports = { f: () => 7 }",
        "module.exports.f = () => 7",
        "exports.f = () => 7",
        "exports = { f: () => 7 }",
        "module.exports = { default: () => 7 }",
        "Object.defineProperty(exports, '__esModule', { value: true }); exports.default = () => 7",
        "export function f() { return 7 }",
        "export const f = () => 7",
        "export default function () { return 7 }",
        "export default () => 7",
        "export default { f: () => 7 }",
        "const g = () => 7; export { g as f }",
        "await null; export const f = () => 7",
        "class Solution { f() { return this.g() } g() { return 7 } }",
        "var Solution = class { f() { return 7 } }",
        "class Solution { static f() { return 7 } }",
        "export class Solution {}; export const f = () => 7",
        "export default class { f() { return 7 } }",
        "module.exports = class Anything { f() { return 7 } }",
        "if (true) { module.exports = () => 7; } return;",
        "const f = Function.prototype.call.bind(function () { return 7 })",
        "module.exports = { f() { return this.g() }, g: () => 7 }",
        "module.exports = function main() {}; module.exports.f = () => 7",
        "module.exports = new (class { f() { return 7 } })()",
        "class Solution { f() { return 7 } } module.exports = { Solution }",
        "class Solution { f = () => this.g(); g() { return 7 } }",
        "class Base { f() { return 7 } } class Solution extends Base {}",
        "class Base { static f() { return 7 } } class Solution extends Base {}",
        "const Solution = { f: () => 7 }",
        "function Solution() { this.f = () => 7 }",
        "export class Solution { f() { return 7 } }",
        "class Solution { f() { return 7 } } export { Solution }",
        "class S { static f() { return 7 } } export { S as Solution }",
        "export default class { f = () => 7 }",
        "export default new (class { f() { return 7 } })()",
        "export class Solution { f() { return 7 } } export default () => 1",
        "export {}; globalThis.f = () => 7",
        "const f = new Proxy(() => 7, {})",
        "#!/usr/bin/env node\nconst f = () => 7",
        "\u{feff}const f = () => 7",
        "function f() { return 1 }\nfunction f() { return 7 }",
        "let ready; Promise.resolve().then(() => { ready = 7 }); const f = () => ready",
    ] {
        assert_eq!(bench.number(source), 7.0, "{source}");
    }
}

#[test]
fn a_class_of_the_name_is_constructed() {
    let run =
        Bench::new().run_all("class f { constructor(x) { this.x = x } }", false, 1, &[Node::Number(3.0)]);
    let Outcome::Returned(value) = &run[0].outcome else { panic!("{run:?}") };
    assert_eq!(value.objects, [Object::Plain(vec![("x".into(), Node::Number(3.0))])]);
}

#[test]
fn a_module_is_a_module_by_its_extension_and_a_script_by_its_text() {
    let mut bench = Bench::new();
    let this = "export const f = () => this === undefined ? 7 : 0";
    assert_eq!(bench.number(this), 7.0);
    let strict = "export const f = () => { try { undeclared = 1; return 0 } catch { return 7 } }";
    assert!(matches!(
        bench.run_all(strict, true, 1, &[])[0].outcome,
        Outcome::Returned(Value { root: Node::Number(7.0), .. })
    ));
    assert_eq!(bench.number("function f() { undeclared = 7; return undeclared }"), 7.0);
}

#[test]
fn what_is_missing_is_said() {
    let mut bench = Bench::new();
    for source in [
        "",
        "function g() {}",
        "const f = 3",
        "export const g = 1",
        "class Solution {}",
        "exports.g = () => 1",
    ] {
        assert_eq!(bench.reason(source), "the submission defines no function `f`", "{source}");
    }
    assert_eq!(
        bench.reason("async function f() { await new Promise(() => {}) }"),
        "the promise never settles"
    );
    assert_eq!(
        bench.reason("await new Promise(() => {}); export const f = 1"),
        "the module's top-level `await` never ends"
    );
}

#[test]
fn errors_carry_type_message_line_and_column_of_the_submission() {
    let mut bench = Bench::new();
    let run = bench.run("function f() {\n  const x = null;\n  return x.y;\n}");
    let Outcome::Threw(error) = run.outcome else { panic!("{run:?}") };
    assert_eq!(error.text, "TypeError: Cannot read properties of null (reading 'y')");
    let location = error.location.expect("a location");
    assert_eq!((location.line, location.column), (3, 12));
    assert_eq!(location.source_line.as_deref(), Some("  return x.y;"));

    assert_eq!(bench.error("function f() { throw null }"), "null");
    assert_eq!(bench.error("function f() { throw undefined }"), "undefined");
    assert_eq!(bench.error("function f() { throw Symbol('s') }"), "Symbol(s)");
    assert_eq!(bench.error("function f() { throw 'text' }"), "text");
    assert_eq!(bench.error("async function f() { throw new RangeError('r') }"), "RangeError: r");
    assert_eq!(bench.error("throw new Error('top')"), "Error: top");
    assert_eq!(bench.error("function f() { f() }"), "RangeError: Maximum call stack size exceeded");
    assert_eq!(
        bench.error("const f = () => new Promise((_, no) => setTimeout(() => no(new Error('late'))))"),
        "Error: late"
    );
    assert_eq!(
        bench.error("const f = () => new Promise(() => setTimeout(() => { throw new Error('timer') }))"),
        "Error: timer"
    );
    assert_eq!(
        bench.error("const f = async () => { queueMicrotask(() => { throw new Error('micro') }) }"),
        "Error: micro"
    );
}

#[test]
fn what_is_thrown_is_described_by_its_name_and_message_each_read_once() {
    let mut bench = Bench::new();
    for (thrown, text) in [
        ("new (class E extends Error { get name() { return 'E' } })('bad')", "E: bad"),
        ("new (class E extends Error { get message() { return n++ ? 'twice' : 'once' } })", "Error: once"),
        ("new (class E extends Error { get name() { throw 1 } })('bad')", "Error: bad"),
        ("new (class E extends Error { get message() { throw 1 } })()", "Error"),
        ("new (class E extends Error { toString() { return 'other' } })('bad')", "Error: bad"),
        ("Object.assign(new Error('bad'), { name: '' })", "bad"),
        ("Object.assign(new Error('bad'), { name: 5, message: {} })", "Error"),
        ("Object.create(Error.prototype, { message: { value: 'bad' } })", "Error: bad"),
        ("{ message: 'bad' }", "bad"),
        ("{ name: 'E', get message() { return 'bad' } }", "E: bad"),
        ("new Proxy({}, { get: (_, key) => key })", "name: message"),
        ("{ name: 'E', code: 5 }", "{name: \"E\", code: 5}"),
        ("[1, 'a']", "[1, \"a\"]"),
        ("{ get x() { throw 1 } }", "an object that cannot be shown"),
        ("class E extends Error {}", "<function E>"),
        ("{ message: 'x'.repeat(2 ** 21) }", "an error with a text of 2097152 characters"),
    ] {
        assert_eq!(bench.error(&format!("let n = 0; function f() {{ throw {thrown} }}")), text, "{thrown}");
        assert_eq!(
            bench.error(&format!("let n = 0; async function f() {{ throw {thrown} }}")),
            text,
            "{thrown}"
        );
    }
    let long = bench.error("function f() { throw new Error('\u{1f600}'.repeat(5000)) }");
    assert!(long.ends_with('…') && long.encode_utf16().count() <= 2049, "{long}");
    let endless = "class E extends Error { get name() { for (;;); } }; function f() { throw new E('m') }";
    assert_eq!(stopped_by(&bench.run(endless)), Some(Limit::CpuTime));
    assert_eq!(bench.number("const f = () => 7"), 7.0);
}

#[test]
fn only_what_the_call_throws_is_thrown_by_the_call() {
    let mut bench = Bench::new();
    for source in [
        "function f() { throw 1 }",
        "async function f() { throw 1 }",
        "const f = () => Promise.reject(1)",
        "const f = () => ({ then(_, no) { no(1) } })",
        "const f = () => ({ then() { throw 1 } })",
        "const f = () => ({ get then() { throw 1 } })",
        "function f() { return f() + 1 }",
        "class f { constructor() { throw 1 } }",
    ] {
        let outcome = bench.run(source).outcome;
        assert!(matches!(outcome, Outcome::Threw(_)), "{source}: {outcome:?}");
    }
    for source in [
        "throw 1; function f() {}",
        "const _ = require('lodash'); const f = () => 1",
        "import x from 'y'; export const f = () => 1",
        "await Promise.reject(1); export const f = () => 1",
        "queueMicrotask(() => { throw 1 }); const f = () => 1",
        "Object.defineProperty(exports, 'f', { get() { throw 1 } })",
        "class Solution { constructor() { throw 1 } f() {} }",
        "const f = () => ({ get x() { throw 1 } })",
        "const f = () => new Promise(() => setTimeout(() => { throw 1 }))",
        "const f = async () => queueMicrotask(() => { throw 1 })",
    ] {
        let outcome = bench.run(source).outcome;
        assert!(matches!(outcome, Outcome::ThrewOutsideCall(_)), "{source}: {outcome:?}");
    }
}

#[test]
fn what_has_a_then_is_awaited_as_await_does_it() {
    let mut bench = Bench::new();
    for source in [
        "const f = () => ({ then(r) { r(7) } })",
        "const f = () => ({ then(r) { setTimeout(r, 10, 7) } })",
        "const f = () => ({ then(r) { r({ then(r) { r(7) } }) } })",
        "const f = async () => ({ then(r) { r(7) } })",
        "const f = () => ({ n: 7, then(r) { r({ then: 5, n: this.n }.n) } })",
        "let n = 0; const f = () => ({ get then() { n++; return (r) => r(n + 6) } })",
        "const f = () => Object.assign(() => {}, { then(r) { r(7) } })",
        "const f = () => new Proxy({}, { get: (_, key) => key === 'then' ? (r) => r(7) : undefined })",
        "const f = () => ({ then(r, no) { r(7); no(8); throw 9 } })",
        "Function.prototype.bind = Promise.prototype.then = null; const f = () => ({ then(r) { r(7) } })",
        "export const then = (r) => r({}); export const f = () => 7",
    ] {
        assert_eq!(bench.number(source), 7.0, "{source}");
    }
    assert_eq!(bench.reason("const f = () => ({ then() {} })"), "the promise never settles");
    assert_eq!(stopped_by(&bench.run("const f = () => ({ then(r) { for (;;); } })")), Some(Limit::CpuTime));
}

#[test]
fn compile_errors_carry_the_place() {
    let mut bench = Bench::new();
    for (source, is_module, text, line, column) in [
        ("const f = ;", false, "SyntaxError: Unexpected token ';'", 1, 11),
        ("function f() {\n  return (1;\n}", false, "SyntaxError: Unexpected token ';'", 2, 12),
        ("export const f = ;", false, "SyntaxError: Unexpected token ';'", 1, 18),
        ("export const f = ;", true, "SyntaxError: Unexpected token ';'", 1, 18),
        ("let a; let a;", false, "SyntaxError: Identifier 'a' has already been declared", 1, 12),
    ] {
        let run = bench.run_all(source, is_module, 1, &[]).remove(0);
        let Outcome::CompileError(error) = run.outcome else { panic!("{source}: {run:?}") };
        assert_eq!(error.text, text, "{source}");
        let location = error.location.expect("a location");
        assert_eq!((location.line, location.column), (line, column), "{source}");
    }
}

#[test]
fn nothing_can_be_imported() {
    let mut bench = Bench::new();
    let refused = "Error: Cannot find module 'fs': submissions run without modules";
    assert_eq!(bench.error("import fs from 'fs'; export const f = 1"), refused);
    assert_eq!(bench.error("const f = () => import('fs')"), refused);
    assert_eq!(bench.error("const fs = require('fs')"), refused);
    assert_eq!(bench.text("const f = () => typeof process"), "undefined");
    assert_eq!(
        bench.text("const f = () => typeof this.constructor.constructor('return typeof process')()"),
        "string"
    );
}

#[test]
fn cases_share_nothing() {
    let mut bench = Bench::new();
    for source in [
        "globalThis.n = (globalThis.n ?? 0) + 1; const f = () => n",
        "let n = 0; const f = () => ++n",
        "const f = () => { Array.prototype.n = (Array.prototype.n ?? 0) + 1; return [].n }",
        "const f = () => { Object.prototype.n = ({}).n === undefined ? 1 : 2; return ({}).n }",
        "const f = () => { const s = Math.max.seen ? 2 : 1; Math.max.seen = true; return s }",
        "const f = () => { const s = console.seen ? 2 : 1; console.seen = true; return s }",
        "let n = 0; const f = () => { (function step() { n++; if (n < 50) Promise.resolve().then(step) })(); return n }",
        "var n = module.exports.n = (module.exports.n ?? 0) + 1; const f = () => n",
        "const f = () => setTimeout(() => {})",
        "const f = () => { /(a)/.test('a'); return 1 }; if (RegExp.$1) throw 'left over'",
    ] {
        for run in bench.run_all(source, false, 3, &[]) {
            let Outcome::Returned(Value { root: Node::Number(number), .. }) = run.outcome else {
                panic!("{source}: {run:?}")
            };
            assert_eq!(number, 1.0, "{source}");
        }
    }
}

#[test]
fn arguments_are_fresh_for_every_case() {
    let mut arguments = Value::primitive(Node::Undefined);
    let numbers =
        arguments.push(Object::Array(vec![Node::Number(3.0), Node::Number(1.0), Node::Number(2.0)]));
    arguments.root = arguments.push(Object::Array(vec![numbers]));
    let source: Arc<str> = "const f = (a) => { const first = a[0]; a.sort(); return first }".into();
    let cache = CodeCache::default();
    let program = Program { source: &source, is_module: false, entry: &"f".into(), cache: &cache };
    let mut isolate = Isolate::new(64 * MIB);
    for _ in 0..3 {
        let run = isolate.run(&program, &(&arguments).into(), &limits());
        assert_eq!(run.outcome, Outcome::Returned(Value::primitive(Node::Number(3.0))));
    }
}

#[test]
fn terminations_never_hit_a_neighbour() {
    let mut bench = Bench::new();
    let mut canaries = 0;
    for source in [
        "const f = () => { for (;;); }",
        "for (;;);",
        "const f = () => { for (;;) try { for (;;); } catch {} }",
        "const f = () => { (function g() { Promise.resolve().then(g) })(); return new Promise(() => {}) }",
        "const f = async () => { for (;;) await null }",
        "const f = () => /^(a+)+$/.test('a'.repeat(40) + 'b')",
        "const f = () => ({ get x() { for (;;); } })",
        "const f = () => new Promise(() => setInterval(() => {}))",
        "const f = () => { throw { get message() { for (;;); } } }; f.x = f; for (;;);",
        "await (async () => { for (;;) await null })(); export const f = 1",
        "class Solution { constructor() { for (;;); } f() {} }",
        // V8 drops the interrupt check of this loop where it unrolls the loop that fills the array.
        "let a; const f = () => { for (;;) a = new Array(1000) }",
    ] {
        let run = bench.run_with(source, &short());
        assert_eq!(stopped_by(&run), Some(Limit::CpuTime), "{source}: {run:?}");
        for _ in 0..5 {
            assert_eq!(bench.number("const f = () => 7"), 7.0);
            canaries += 1;
        }
    }
    assert_eq!(canaries, 60);
}

#[test]
fn a_time_limit_says_where_the_program_was() {
    let run = Bench::new().run_with("function f() {\n  let n = 0;\n  for (;;) {\n    n++;\n  }\n}", &short());
    let Outcome::Stopped { limit: Limit::CpuTime, at: Some(location) } = run.outcome else {
        panic!("{run:?}")
    };
    assert!((3..=4).contains(&location.line), "{location:?}");
    assert!(run.cpu >= short().cpu, "the CPU time shown is not below the limit that it exceeded");
}

#[test]
fn memory_is_bounded_and_a_full_isolate_is_condemned() {
    for source in [
        "const f = () => { const a = []; for (;;) a.push({}) }",
        "const f = () => { const a = []; for (;;) a.push(new Array(1000)) }",
        "const f = () => { const m = new Map(); for (let i = 0;; i++) m.set(i, [i]) }",
        "const f = () => { let s = 'x'; for (;;) s = s.padEnd(s.length * 2, s) + 'y'.repeat(9) }",
        "const f = () => { const a = []; for (;;) a.push(new Uint8Array(1 << 20).fill(1)) }",
        "const f = () => { const a = []; for (;;) { a.push(new Uint8Array(1 << 20)); a.push(new Array(1e5).fill(1)) } }",
        "const f = () => new Uint8Array(1e9)",
    ] {
        let mut bench = Bench::new();
        let run = bench.run(source);
        let expected = if source.contains("padEnd") { None } else { Some(Limit::Memory) };
        if expected.is_some() {
            assert_eq!(stopped_by(&run), expected, "{source}: {:?}", run.outcome);
            assert!(bench.slot.isolate.is_some_and(|isolate| isolate.is_condemned()), "{source}");
        }
    }
}

/// However V8 divides the heap, and however much of its pages is left empty by objects.
#[test]
fn what_fits_into_the_limit_may_be_held() {
    let mut bench = Bench::new();
    let limits = Limits { memory_bytes: 256 * MIB, cpu: Duration::from_secs(60), ..limits() };
    for elements in [1 << 17, 1 << 13, 1 << 9] {
        let source = |mib: u32| {
            format!(
                "const all = []; const f = () => {{ const count = {mib} * (1 << 17) / {elements}; \
                for (let i = 0; i < count; i++) all.push(new Array({elements}).fill(i)); return all.length / count }}"
            )
        };
        bench.renew(limits.memory_bytes);
        let run = bench.run_with(&source(245), &limits);
        assert!(matches!(run.outcome, Outcome::Returned(_)), "{elements}: {:?}", run.outcome);
        assert!((245 * MIB..256 * MIB).contains(&run.memory_bytes), "{elements}: {}", run.memory_bytes);
        bench.renew(limits.memory_bytes);
        let run = bench.run_with(&source(290), &limits);
        assert_eq!(stopped_by(&run), Some(Limit::Memory), "{elements}: {:?}", run.outcome);
    }
}

#[test]
fn memory_is_that_of_the_program() {
    let mut bench = Bench::new();
    let small = bench.run("const f = () => 1").memory_bytes;
    let heap = bench
        .run("const f = () => { const a = []; for (let i = 0; i < 2e5; i++) a.push([i]); return a.length }");
    let buffers = bench.run("const f = () => new Uint8Array(20 << 20).length");
    assert!(small < MIB, "{small}");
    assert!((4 * MIB..60 * MIB).contains(&heap.memory_bytes), "{}", heap.memory_bytes);
    assert!((20 * MIB..22 * MIB).contains(&buffers.memory_bytes), "{}", buffers.memory_bytes);
}

#[test]
fn random_numbers_are_those_of_the_case() {
    let source = "const f = (x) => Array.from({ length: 3 }, Math.random)";
    let mut bench = Bench::new();
    let mut numbers = |argument: f64, seed: u64| {
        bench.isolate().set_seed(seed);
        let outcome = bench.run_all(source, false, 1, &[Node::Number(argument)]).remove(0).outcome;
        let Outcome::Returned(value) = outcome else { panic!("{outcome:?}") };
        let Some(Object::Array(numbers)) = value.objects.first() else { panic!("{value:?}") };
        for number in numbers {
            let Node::Number(number) = number else { panic!("{number:?}") };
            assert!((0.0..1.0).contains(number), "{number}");
        }
        numbers.clone()
    };
    let first = numbers(1.0, 0);
    assert!(first[0] != first[1] && first[1] != first[2], "{first:?}");
    assert_eq!(numbers(1.0, 0), first, "the same case again");
    assert_ne!(numbers(2.0, 0), first, "another case");
    assert_ne!(numbers(1.0, 1), first, "another run");

    // In the hardened realm as well, whatever ran before.
    for source in [source, "const f = (x) => { Math.random(); return 1 }", source] {
        let source: Arc<str> = source.into();
        let cache = CodeCache::default();
        let program = Program { source: &source, is_module: false, entry: &"f".into(), cache: &cache };
        let mut arguments = Value::primitive(Node::Undefined);
        arguments.root = arguments.push(Object::Array(vec![Node::Number(1.0)]));
        bench.isolate().set_seed(0);
        let run = bench.isolate().run_hardened(&program, &(&arguments).into(), &limits());
        let Outcome::Returned(value) = run.outcome else { panic!("{run:?}") };
        if let Some(Object::Array(numbers)) = value.objects.first() {
            assert_eq!(*numbers, first, "in the hardened realm");
        }
    }
    assert_eq!(
        bench.text("const f = () => [Math.random.name, Math.random.length, Object.keys(Math).length, 'prototype' in Math.random].join()"),
        "random,0,0,false"
    );
    assert!(bench.error("const f = () => new Math.random()").starts_with("TypeError"));
}

#[test]
fn the_bits_of_a_nan_say_nothing() {
    let source = "const f = () => { const a = new Float64Array(1); new Uint8Array(a.buffer).fill(255); \
        return [a, new TextDecoder().decode(a)] }";
    let Outcome::Returned(value) = Bench::new().run(source).outcome else { panic!("no answer") };
    let bytes = f64::NAN.to_le_bytes().to_vec();
    let text = Node::String(String::from_utf8_lossy(&bytes).as_ref().into());
    let typed = Object::Typed { kind: TypedKind::Float64Array, bytes };
    assert!(value.objects.contains(&typed), "{value:?}");
    let Some(Object::Array(nodes)) = value.object(&value.root) else { panic!("{value:?}") };
    assert_eq!(nodes[1], text);
}

/// The comparisons of a sort, and their order, are the same in hot code: V8's compilers have another sort for short
/// arrays.
#[test]
fn a_sort_compares_the_same_in_hot_code() {
    let source = "const seen = new Set(); \
        const sorted = (values, by) => { let log = ''; values.sort((a, b) => { log += `${a}${b} `; return by(a, b) }); \
            return `${log}: ${values.join('')}` }; \
        const f = () => { for (let i = 0; i < 2e4; i++) { \
            seen.add(sorted([3, 1, 2, 5, 4, 9, 8, 0, 7, 6], (a, b) => a > b)); } \
        return seen.size }";
    let mut bench = Bench::new();
    assert_eq!(bench.number(source), 1.0);
    let run = bench.run_hardened(source);
    assert!(matches!(run.outcome, Outcome::Returned(Value { root: Node::Number(1.0), .. })), "{run:?}");
    assert_eq!(
        bench.text(
            "const f = () => { const { writable, enumerable, configurable } = \
                Object.getOwnPropertyDescriptor(Array.prototype, 'sort'), { sort } = []; let thrown; \
            try { sort.call(null) } catch (error) { thrown = `${error}` } \
            return [sort.name, sort.length, typeof sort, 'prototype' in sort, writable, enumerable, configurable, thrown, \
                sort.call({ length: 2, 0: 2, 1: 1 })[0], [3, 10, 2].sort(), [, undefined, 1].sort().length].join() }"
        ),
        "sort,1,function,false,true,false,true,TypeError: Cannot convert undefined or null to object,1,10,2,3,3"
    );
}

#[test]
fn an_overflow_of_the_stack_is_noticed_wherever_it_is_caught() {
    let mut bench = Bench::new();
    for source in [
        "const f = () => f()",
        "const f = () => { try { return g() } catch { return 1 } }; const g = () => g()",
        "const f = () => { try { return JSON.stringify({ toJSON() { return f() } }) } catch { return 1 } }",
        "const f = async () => { try { return g() } catch { return 1 } }; const g = async () => g()",
        "const f = () => { let n = 0; const g = () => { try { g() } catch { n++ } }; g(); return n }",
        "const g = () => g(); try { g() } catch {} const f = () => 1",
    ] {
        assert!(bench.run(source).overflowed, "{source}");
        assert!(!bench.run("const f = () => 1").overflowed, "after {source}");
    }
    for source in [
        "const f = () => { try { null.x } catch { return 1 } }",
        "const f = () => { throw new RangeError('no') }",
        "const g = (n) => n ? g(n - 1) : 0; const f = () => g(2000)",
    ] {
        assert!(!bench.run(source).overflowed, "{source}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn stack_that_a_case_has_left_is_the_systems_again() {
    // Of the thread's stack alone: other tests of this process run meanwhile.
    let resident = || {
        let here = 0_u8;
        let here = (&raw const here).addr();
        let maps = std::fs::read_to_string("/proc/self/smaps").unwrap();
        let is_mapping_of_here = |line: &&str| {
            let range = line.split_whitespace().next().and_then(|range| range.split_once('-'));
            let address = |text| usize::from_str_radix(text, 16).ok();
            range.is_some_and(|(start, end)| (address(start)..address(end)).contains(&Some(here)))
        };
        let mut lines = maps.lines().skip_while(|line| !is_mapping_of_here(line));
        let line = lines.find_map(|line| line.strip_prefix("Rss:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10
    };
    let limits = Limits { first_stack_bytes: 512 * MIB, memory_bytes: 256 * MIB, ..limits() };
    let thread = std::thread::Builder::new().stack_size(520 << 20);
    let (before, after) = thread
        .spawn(move || {
            let mut bench = Bench { isolate_limits: IsolateLimits::from(&limits), ..Bench::new() };
            bench.run_with("const f = () => 1", &limits);
            let before = resident();
            assert!(bench.run_with("const f = () => 1 + f()", &limits).overflowed);
            (before, resident())
        })
        .unwrap()
        .join()
        .unwrap();
    assert!(after < before + 256 * MIB, "{before} and {after} bytes");
}

#[test]
fn output_is_kept_up_to_its_limit() {
    let mut bench = Bench::new();
    let run =
        bench.run("const f = () => { console.log('%s is %d', 'x', 3, [1, 'a']); console.error({ a: 1n }) }");
    assert_eq!(run.stdout, b"x is 3 [ 1, 'a' ]\n{ a: 1n }\n");
    assert_eq!(bench.run("const f = () => 1").stdout, b"", "output does not carry over");
    for source in [
        "const f = () => { for (;;) console.log('x'.repeat(1000)) }",
        "const f = () => console.log('x'.repeat(1 << 22))",
        "const f = () => { try { for (;;) console.log('x'.repeat(1000)) } catch {} }",
        "const f = () => 'x'.repeat(1 << 21)",
        "const f = () => new Array(1 << 20).fill(0)",
        "const f = () => { let a = []; for (let i = 0; i < 20; i++) a = [a, [...a]]; return Array(9e5).fill(a) }",
    ] {
        let run = bench.run(source);
        assert_eq!(stopped_by(&run), Some(Limit::Output), "{source}: {:?}", run.outcome);
        assert!(run.stdout.len() as u64 <= MIB);
    }
}

#[test]
fn results_are_read_natively() {
    let mut bench = Bench::new();
    for (source, json) in [
        (
            "const f = () => { JSON.stringify = () => '42'; Object.prototype.toJSON = () => 42; return { a: 1 } }",
            r#"{"a":1}"#,
        ),
        ("const f = () => { Array.prototype[Symbol.iterator] = null; return [1, 2] }", "[1,2]"),
        ("const f = () => [1, , 3]", r#"{"$sparse":[3,{"0":1,"2":3}]}"#),
        (
            "const f = () => [undefined, NaN, -0, 1n]",
            r#"[{"$undefined":true},{"$number":"NaN"},{"$number":"-0"},{"$bigint":"1"}]"#,
        ),
        ("const f = () => new Map([[{ a: 1 }, new Set([1])]])", r#"{"$map":[[{"a":1},{"$set":[1]}]]}"#),
        ("const f = () => new Date(0)", r#"{"$date":"1970-01-01T00:00:00.000Z"}"#),
        ("const f = () => new Uint16Array([1, 2])", r#"{"$typed":["Uint16Array",[1,2]]}"#),
        ("const f = () => new Float16Array([1.5])", r#"{"$typed":["Float16Array",[1.5]]}"#),
        ("const f = () => /a+/gi", r#"{"$regexp":["a+","gi"]}"#),
        ("const f = () => new TypeError('t')", r#"{"$error":["TypeError","t"]}"#),
        ("const f = () => { const a = []; a.push(a); return a }", r##"[{"$ref":"#"}]"##),
        ("const f = () => 2n ** 70n * -1n", r#"{"$bigint":"-1180591620717411303424"}"#),
        ("const f = () => '\\ud800'", r#"{"$utf16":[55296]}"#),
        ("const f = () => () => 1", r#"{"$opaque":"a function"}"#),
        ("const f = () => new Proxy([], {})", r#"{"$opaque":"a Proxy"}"#),
        ("const f = () => Symbol('s')", r#"{"$symbol":"s"}"#),
        ("const f = () => new (class P { x = 1; #y = 2; get z() { return 3 } })", r#"{"x":1}"#),
        ("const f = () => ({ get x() { return 5 } })", r#"{"x":5}"#),
        (
            "const f = () => Object.create(null, { x: { value: 1, enumerable: true }, y: { value: 2 } })",
            r#"{"x":1}"#,
        ),
        (
            "const f = () => [new Number(1), new String('s'), new Boolean(false), Object(1n)]",
            r#"[{"$boxed":1},{"$boxed":"s"},{"$boxed":false},{"$boxed":{"$bigint":"1"}}]"#,
        ),
        ("const f = () => new Array(1e9)", r#"{"$sparse":[1000000000,{}]}"#),
        ("const f = () => ({ then: 1 })", r#"{"then":1}"#),
    ] {
        let run = bench.run(source);
        let Outcome::Returned(value) = run.outcome else { panic!("{source}: {run:?}") };
        assert_eq!(tribunal_core::value::json::to_json(&value), json, "{source}");
    }
}

#[test]
fn a_result_of_any_depth_is_read() {
    let run =
        Bench::new().run("const f = () => { let a = []; for (let i = 0; i < 5e4; i++) a = [a]; return a }");
    let Outcome::Returned(value) = run.outcome else { panic!("{run:?}") };
    assert_eq!(value.objects.len(), 50_001);
}

/// Returns the limit that stopped a run.
fn limit_of(run: &Execution) -> Option<Limit> {
    match run.outcome {
        Outcome::Stopped { limit, .. } => Some(limit),
        _ => None,
    }
}

/// Returns a statement that spends this much CPU time, in milliseconds.
fn spend(ms: u32) -> String {
    format!("for (const until = performance.now() + {ms}; performance.now() < until;);")
}

#[test]
fn all_that_a_submission_does_is_in_one_time() {
    // More than the limit in all; no part alone comes near it.
    let spend = spend(120);
    let sources = [
        (
            "getters",
            format!(
                "const f = () => ({{ get a() {{ {spend} }}, get b() {{ {spend} }}, get c() {{ {spend} }} }})"
            ),
        ),
        (
            "top level, call, getter",
            format!("{spend} function f() {{ {spend} return {{ get x() {{ {spend} }} }} }}"),
        ),
        (
            "getter in an array",
            format!(
                "function f() {{ {spend} const a = [1]; Object.defineProperty(a, 0, {{ enumerable: true, get() {{ {spend} {spend} }} }}); return a }}"
            ),
        ),
        (
            "getter of a message",
            format!(
                "function f() {{ {spend} return Object.defineProperty(new Error(), 'message', {{ get() {{ {spend} {spend} }} }}) }}"
            ),
        ),
        (
            "getter after a promise",
            format!("async function f() {{ {spend} await 1; {spend} return {{ get x() {{ {spend} }} }} }}"),
        ),
        (
            "getter after a timer",
            format!(
                "function f() {{ {spend} return new Promise((done) => setTimeout(() => {{ {spend} done({{ get x() {{ {spend} }} }}) }})) }}"
            ),
        ),
        (
            "a getter that throws",
            format!("function f() {{ {spend} return {{ get x() {{ {spend} {spend} throw 1 }} }} }}"),
        ),
        (
            "looking for the function",
            format!("{spend} module.exports = {{ get f() {{ {spend} {spend} return () => 1 }} }}"),
        ),
    ];
    let mut bench = Bench::new();
    for (name, source) in &sources {
        let run = bench.run_with(source, &short());
        assert_eq!(limit_of(&run), Some(Limit::CpuTime), "{name}: {run:?}");
        assert!(run.cpu > short().cpu, "{name}: {:?}", run.cpu);
    }
}

#[test]
fn the_time_of_reading_and_of_compiling_is_told() {
    let mut bench = Bench::new();
    let run = bench.run(&format!("const f = () => ({{ get x() {{ {} return 1 }} }})", spend(50)));
    assert!(matches!(run.outcome, Outcome::Returned(_)), "{run:?}");
    // The program's clock is ahead of the judge's by microseconds.
    assert!(run.cpu >= Duration::from_millis(49), "{:?}", run.cpu);
    assert!(run.cpu >= run.compile && run.compile > Duration::ZERO, "{run:?}");

    // All of this is compiled, and none of it is run. The limit is no more than the time of that.
    let long = format!(
        "function f() {{ return 1 }}\n{}",
        "if (0) { [1, 2, { a: 3 }].map((x) => x + 1) }\n".repeat(4_000)
    );
    let run = bench.run(&long);
    assert!(matches!(run.outcome, Outcome::Returned(_)), "{run:?}");
    assert!(run.cpu >= run.compile && run.compile > Duration::ZERO, "{run:?}");
    let limits = Limits { cpu: run.compile / 10, ..limits() };
    // Another text, since V8 has the code of the first one by now.
    let run = bench.run_with(&format!("{long}1"), &limits);
    assert_eq!(limit_of(&run), Some(Limit::CpuTime), "{run:?}");
}

/// A module of WebAssembly with a memory of its own that `f` grows by its argument.
const GROWS: &str = "const grows = () => new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 1, 127, 1, 127, 3, 2, 1, 0, 5, 3, 1, 0, 1, 7, 9, 2, 1, 102, 0, 0, 1, 109,
    2, 0, 10, 8, 1, 6, 0, 32, 0, 64, 0, 11]))).exports;";

#[test]
fn memory_outside_of_the_heap_counts_from_the_first_byte() {
    // Each takes 100 MiB for a moment and keeps nothing.
    let sources = [
        ("memory", "new Uint8Array(new WebAssembly.Memory({ initial: 1600 }).buffer).fill(1)"),
        (
            "shared memory",
            "new Uint8Array(new WebAssembly.Memory({ initial: 1600, maximum: 1600, shared: true }).buffer).fill(1)",
        ),
        (
            "memory that grows",
            "const m = new WebAssembly.Memory({ initial: 1 }); m.grow(1600); new Uint8Array(m.buffer).fill(1)",
        ),
        ("memory that grows within", "const m = grows(); m.f(1600); new Uint8Array(m.m.buffer).fill(1)"),
        ("resizable", "new Uint8Array(new ArrayBuffer(100 << 20, { maxByteLength: 200 << 20 })).fill(1)"),
        (
            "resized",
            "const b = new ArrayBuffer(1, { maxByteLength: 200 << 20 }); b.resize(100 << 20); new Uint8Array(b).fill(1)",
        ),
        (
            "resized and back",
            "const b = new ArrayBuffer(1, { maxByteLength: 200 << 20 }); b.resize(100 << 20); new Uint8Array(b).fill(1); b.resize(0)",
        ),
        (
            "resizable and given away",
            "const b = new ArrayBuffer(100 << 20, { maxByteLength: 200 << 20 }); new Uint8Array(b).fill(1); b.transferToFixedLength(0)",
        ),
        ("fixed", "new Uint8Array(100 << 20).fill(1)"),
        ("fixed and transferred", "new Uint8Array(100 << 20).fill(1).buffer.transfer(0)"),
        ("fixed and transferred up", "new Uint8Array(1).buffer.transfer(100 << 20)"),
        ("shared", "new Uint8Array(new SharedArrayBuffer(100 << 20)).fill(1)"),
        (
            "shared that may grow",
            "new Uint8Array(new SharedArrayBuffer(100 << 20, { maxByteLength: 200 << 20 })).fill(1)",
        ),
        (
            "shared that grows",
            "const b = new SharedArrayBuffer(1, { maxByteLength: 200 << 20 }); b.grow(100 << 20); new Uint8Array(b).fill(1)",
        ),
        (
            "table",
            "globalThis.t = [0, 0].map(() => new WebAssembly.Table({ element: 'externref', initial: 9999999 }))",
        ),
        (
            "some of each",
            "const all = [new ArrayBuffer(30 << 20), new ArrayBuffer(30 << 20, { maxByteLength: 40 << 20 }), new WebAssembly.Memory({ initial: 640 })]; globalThis.all = all",
        ),
    ];
    for (name, body) in sources {
        let mut bench = Bench::new();
        let source = format!("{GROWS} function f() {{ {body}; return 1 }}");
        let run = bench.run(&source);
        assert_eq!(limit_of(&run), Some(Limit::Memory), "{name}: {run:?}");
        let limits = Limits { memory_bytes: 512 * MIB, cpu: Duration::from_secs(10), ..limits() };
        bench.renew(limits.memory_bytes);
        let run = bench.run_with(&source, &limits);
        assert!(matches!(run.outcome, Outcome::Returned(_)), "{name}: {run:?}");
        assert!(run.memory_bytes >= 99 * MIB, "{name}: {}", run.memory_bytes);
        assert!(run.memory_bytes < 250 * MIB, "{name}: {}", run.memory_bytes);
    }
}

#[test]
fn memory_outside_of_the_heap_that_is_thrown_away_is_collected() {
    let sources = [
        "for (let i = 0; i < 500; i++) new WebAssembly.Memory({ initial: 16 })",
        "for (let i = 0; i < 100; i++) new WebAssembly.Memory({ initial: 160 })",
        "for (let i = 0; i < 200; i++) grows().f(16)",
        "for (let i = 0; i < 500; i++) new ArrayBuffer(1 << 20, { maxByteLength: 2 << 20 })",
        "for (let i = 0; i < 100; i++) new ArrayBuffer(10 << 20, { maxByteLength: 20 << 20 })",
        "for (let i = 0; i < 500; i++) new Uint8Array(1 << 20)",
    ];
    for body in sources {
        let mut bench = Bench::new();
        let limits = Limits { cpu: Duration::from_secs(10), ..limits() };
        let run = bench.run_with(&format!("{GROWS} function f() {{ {body}; return 1 }}"), &limits);
        assert!(matches!(run.outcome, Outcome::Returned(_)), "{body}: {run:?}");
    }
}

#[test]
fn a_throwing_getter_of_a_result_is_the_programs_error() {
    let error = Bench::new().error("const f = () => ({ get x() { throw new Error('got') } })");
    assert_eq!(error, "Error: got");
}

#[test]
fn timers_run_on_virtual_time_in_their_order() {
    let mut bench = Bench::new();
    assert_eq!(
        bench.text(
            "const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
             const f = async () => {
               const log = [];
               const start = Date.now(), tick = performance.now();
               setTimeout((x) => log.push(x), 2000, 'b');
               setTimeout(() => log.push('a'), 1000);
               const never = setTimeout(() => log.push('never'), 10);
               clearTimeout(never);
               let n = 0;
               const each = setInterval(() => { if (++n === 3) clearInterval(each); log.push(n) }, 500);
               await sleep(3600 * 1000);
               log.push(Math.round((Date.now() - start) / 1000), Math.round((performance.now() - tick) / 1000));
               return log.join();
             }"
        ),
        "1,a,2,3,b,3600,3600"
    );
    // Both the top level and the call may wait.
    let waits = "const sleep = () => new Promise((done) => setTimeout(done, 9)); await sleep();
        export const f = async () => { await sleep(); return 'awake' }";
    assert_eq!(bench.text(waits), "awake");
    assert!(
        bench.run("const f = () => new Promise((done) => setTimeout(done, 1e9))").wall
            < Duration::from_secs(10)
    );
}

#[test]
fn the_prelude_gives_what_people_expect() {
    let mut bench = Bench::new();
    for source in [
        "const f = () => structuredClone(new Map([[1, { a: [1n] }]])).get(1).a[0] === 1n",
        "const f = () => { try { structuredClone(() => 1) } catch (e) { return e.name === 'DataCloneError' } }",
        "const f = () => [...new TextEncoder().encode('é\\ud800')].join() === '195,169,239,191,189'",
        "const f = () => new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 0xc3, 0xa9])) === 'é'",
        "const f = () => { const b = new Uint8Array(3); const r = new TextEncoder().encodeInto('aéé', b); return r.read === 2 && r.written === 3 }",
        "const f = () => { try { new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([255])) } catch (e) { return e instanceof TypeError } }",
        "const f = () => btoa('hello') === 'aGVsbG8=' && btoa('') === '' && atob('aGVsbG8=') === 'hello' && atob(btoa('ab')) === 'ab'",
        "const f = () => new Date(0).getHours() === 0 && new Date(2020, 0, 1).toISOString() === '2020-01-01T00:00:00.000Z'",
        "const f = () => (1234.5).toLocaleString() === '1,234.5' && ['ä', 'z', 'a'].sort((a, b) => a.localeCompare(b)).join() === 'a,ä,z'",
        "const f = () => new Date() instanceof Date && typeof Date() === 'string' && Date.length === 7 && new Date(5).getTime() === 5",
        "class D extends Date { x() { return this.getTime() } }; const f = () => new D(5).x() === 5",
        "const f = () => Date.UTC(2020) === Date.parse('2020-01-01T00:00:00Z')",
        "const f = () => globalThis === global && self === global && Object.keys(globalThis).length === 0",
        "const f = () => new Promise((done) => { const log = []; setImmediate(() => done(log.join() === 'm')); queueMicrotask(() => log.push('m')) })",
        "const console = { log() { return true } }; const f = () => console.log()",
        "const module = 1, exports = 2, require = 3, f = () => module + exports + require === 6",
        "function setTimeout() { return true }; const f = () => setTimeout()",
        "var setTimeout = () => true; const f = () => setTimeout()",
        "let console = { log: () => true }; const f = () => console.log()",
        "setTimeout = () => true; const f = () => globalThis.setTimeout()",
        "delete globalThis.console; const f = () => typeof console === 'undefined'",
        "const f = () => 'console' in globalThis && Object.hasOwn(globalThis, 'Date') && !Object.keys(globalThis).length",
        "const f = () => { const d = Object.getOwnPropertyDescriptor(globalThis, 'atob'); return d.writable && d.configurable && !d.enumerable && typeof d.value === 'function' }",
        "const f = () => exports === module.exports && setTimeout.name === 'setTimeout' && performance === performance",
        "const f = () => console.log === console.log && new Date(2020, 1, 1).constructor === Date",
    ] {
        let run = bench.run(source);
        assert_eq!(run.outcome, Outcome::Returned(Value::primitive(Node::Bool(true))), "{source}");
    }
}

#[test]
fn another_isolate_takes_the_code_cache() {
    let source: Arc<str> = "const f = () => 7".into();
    let cache = CodeCache::default();
    let program = Program { source: &source, is_module: false, entry: &"f".into(), cache: &cache };
    let mut arguments = Value::primitive(Node::Undefined);
    arguments.root = arguments.push(Object::Array(Vec::new()));
    assert!(cache.is_empty());
    for _ in 0..2 {
        let run = Isolate::new(64 * MIB).run(&program, &(&arguments).into(), &limits());
        assert_eq!(run.outcome, Outcome::Returned(Value::primitive(Node::Number(7.0))));
        assert!(!cache.is_empty());
    }
}

#[test]
fn code_that_was_compiled_apart_is_taken_in_its_form_and_no_other() {
    let source: Arc<str> = "const f = () => 7; if (typeof console === 'object') console.log(f())".into();
    let mut arguments = Value::primitive(Node::Undefined);
    arguments.root = arguments.push(Object::Array(Vec::new()));
    let inputs = [LoadedInput::from(&arguments), LoadedInput::from(b"".as_slice())];
    for form in [Form::Script, Form::Program] {
        let code = Isolate::new(64 * MIB).compile(&source, form, false, &limits()).expect("code");
        for (entry, input) in [EntryPoint::from("f"), EntryPoint::Program].iter().zip(&inputs) {
            let cache = CodeCache::from_bytes(code.clone());
            let program = Program { source: &source, is_module: false, entry, cache: &cache };
            let mut isolate = Isolate::new(64 * MIB);
            for _ in 0..2 {
                let run = isolate.run(&program, input, &limits());
                assert_eq!(run.stdout, b"7\n", "{entry:?} with code of a {form:?}: {run:?}");
            }
            assert_eq!(cache.is_rejected(), entry.form() != form, "{entry:?} with code of a {form:?}");
        }
    }
}

#[test]
fn an_isolate_stays_the_same_size() {
    let mut bench = Bench::new();
    bench.run_all("const f = () => 7", false, 1000, &[]);
    let contexts = bench.isolate().contexts_after_collection();
    bench.run_all("const f = () => 7", false, 1000, &[]);
    assert_eq!(bench.isolate().contexts_after_collection(), contexts);
}

/// Runs a generator with these seeds, and the parameters `{}`.
fn generated(source: &str, seeds: &[[u32; 4]]) -> Outcome {
    let source: Arc<str> = source.into();
    let cache = CodeCache::default();
    let program = Program { source: &source, is_module: false, entry: &EntryPoint::Generator, cache: &cache };
    let mut arguments = Value::primitive(Node::Undefined);
    let runs: Vec<Node> = seeds
        .iter()
        .map(|seed| {
            let mut run: Vec<Node> = seed.iter().map(|word| Node::Number((*word).into())).collect();
            run.push(arguments.push(Object::Plain(Vec::new())));
            arguments.push(Object::Array(run))
        })
        .collect();
    arguments.root = arguments.push(Object::Array(runs));
    Isolate::new(limits().memory_bytes).run(&program, &(&arguments).into(), &limits()).outcome
}

#[test]
fn the_random_numbers_of_generators_are_what_they_have_always_been() {
    // The first outputs of xoshiro128** for the state 1, 2, 3, 4, from its reference implementation.
    let source = "function generate(random) { return [0,0,0,0].map(() => random.int(0, 4294967295)); }";
    let Outcome::Returned(value) = generated(source, &[[1, 2, 3, 4]]) else { panic!("no result") };
    assert_eq!(tribunal_core::value::json::to_json(&value), "[[11520,0,5927040,70819200]]");
    // The numbers that each function makes of them are part of the format.
    let source = "export function generate(random) { return [
        random.int(-5, 5), random.int(0, 2 ** 40), random.float(), random.float(2, 4), random.bool(),
        random.pick(['x', 'y', 'z']), random.pick('abc'), random.shuffle([1, 2, 3, 4, 5]), random.string(8),
        random.string(4, '01'), random.array(3, (i) => i * random.int(1, 2)), random.distinct(4, 1, 5),
        random.permutation(5, 1)] }";
    let Outcome::Returned(value) = generated(source, &[[1, 2, 3, 4], [0xffff_ffff, 7, 0x8000_0000, 1]])
    else {
        panic!("no result")
    };
    insta::assert_snapshot!(tribunal_core::value::json::to_json(&value), @r#"[[-2,92610,0.016488883443527724,2.762397189434002,false,"z","b",[5,3,1,2,4],"kelsvoau","0011",[0,1,4],[4,3,1,5],[5,1,3,2,4]],[0,1014968983202,0.8410196453510692,2.3147440362294454,false,"y","a",[4,2,1,3,5],"fomncwtb","1001",[0,2,4],[4,1,2,3],[5,2,1,4,3]]]"#);
}

#[test]
fn a_generator_that_depends_on_anything_else_is_told_where() {
    for (source, text, line) in [
        ("function generate(random) {\n  return [Math.random()];\n}", "use random.float()", 2),
        ("function generate(random) {\n\n  return [Date.now()];\n}", "the time", 3),
        ("function generate(random) {\n  return [new Date().getTime()];\n}", "the time", 2),
        ("function generate(random) {\n  return [performance.now()];\n}", "the time", 2),
        (
            "\nfunction generate(random) { return [random.int(3, 1)]; }",
            "int(3, 1): there is no such number",
            2,
        ),
        ("\nfunction generate(random) { return [random.int(0.5, 1)]; }", "not 0.5", 2),
        ("\nfunction generate(random) { return random.pick([]); }", "nothing to pick from", 2),
        ("\nfunction generate(random) { return random.distinct(3, 1, 2); }", "not that many", 2),
        ("function generate(random, params) {\n  return params.n.x; }", "TypeError", 2),
    ] {
        let Outcome::Threw(error) = generated(source, &[[1, 2, 3, 4]]) else {
            panic!("{source} threw nothing")
        };
        assert!(error.text.contains(text), "{source}: {}", error.text);
        assert_eq!(error.location.map(|location| location.line), Some(line), "{source}");
    }
    let date = "function generate() { return new Date(0).toISOString() + (new Date(5) instanceof Date); }";
    let Outcome::Returned(value) = generated(date, &[[1, 2, 3, 4]]) else { panic!("no result") };
    assert_eq!(tribunal_core::value::json::to_json(&value), "[\"1970-01-01T00:00:00.000Ztrue\"]");
    assert!(matches!(generated("let generat", &[]), Outcome::NoAnswer(text) if text.contains("`generate`")));
}

/// Returns the parts of a source that none of these arguments reaches.
fn unreached(source: &str, is_module: bool, arguments: &[f64]) -> Vec<String> {
    let text: Arc<str> = source.into();
    let cache = CodeCache::default();
    let program = Program { source: &text, is_module, entry: &"f".into(), cache: &cache };
    let mut slot = IsolateSlot::default();
    let setup = IsolateSetup { coverage: true, ..IsolateLimits::from(limits().memory_bytes).into() };
    let units: Vec<u16> = source.encode_utf16().collect();
    let mut never = vec![true; units.len()];
    for argument in arguments {
        let mut value = Value::primitive(Node::Undefined);
        value.root = value.push(Object::Array(vec![Node::Number(*argument)]));
        let run = slot.isolate(setup).run(&program, &(&value).into(), &limits());
        assert!(matches!(run.outcome, Outcome::Returned(_)), "{:?}", run.outcome);
        let mut missed = vec![false; units.len()];
        for part in run.unreached.expect("counts") {
            missed[part.start as usize..part.end as usize].fill(true);
        }
        never.iter_mut().zip(missed).for_each(|(never, missed)| *never &= missed);
    }
    assert!(cache.is_empty(), "what counts is nobody else's to run");
    let mut parts: Vec<String> = Vec::new();
    let mut start = 0;
    for run in never.chunk_by(|one, other| one == other) {
        if run[0] {
            parts.push(String::from_utf16_lossy(&units[start..start + run.len()]).trim().to_owned());
        }
        start += run.len();
    }
    parts.retain(|part| !part.is_empty());
    parts
}

#[test]
fn coverage_is_of_blocks_over_all_cases() {
    let script = "const text = 'é😀';\nfunction f(x) {\n  if (x > 3) {\n    return g();\n  }\n  return x < 0 ? -x : x;\n}\n\
                  function g() { return 1; }\nfunction never() { return 2; }\n";
    let g = "function g() { return 1; }";
    let never = "function never() { return 2; }";
    let body = "{\n    return g();\n  }";
    let cjs = format!("{script}module.exports = {{ f }};\nreturn;\n");
    let module = format!("{script}export {{ f }};\n");
    for (source, is_module) in [(script, false), (&*module, true), (&*module, false), (&*cjs, false)] {
        assert_eq!(unreached(source, is_module, &[1.0]), [body, "? -x", g, never], "{source}");
        assert_eq!(unreached(source, is_module, &[1.0, -1.0, 5.0]), [never], "{source}");
        let all: Vec<f64> = (0..100).map(f64::from).collect();
        assert_eq!(
            unreached(source, is_module, &all),
            ["? -x", never],
            "over several isolates' worth of cases"
        );
    }
}

/// Returns all names in the prelude's texts, and some indices, as a JavaScript array.
fn names_of_the_prelude() -> String {
    let is_part = |char: char| char.is_ascii_alphanumeric() || char == '_' || char == '$';
    let names: BTreeSet<&str> = snapshot::sources()
        .flat_map(|source| source.split(|char| !is_part(char)))
        .filter(|name| !["", "constructor", "__proto__", "toString", "valueOf"].contains(name))
        .collect();
    format!("{:?}", Vec::from_iter(names))
}

#[test]
fn nothing_of_the_prelude_reaches_accessors_of_prototypes() {
    const NOTHING: &str = r#"{"leaks":[],"accessors":true}"#;
    let source = include_str!("tests/getters.js").replace("NAMES", &names_of_the_prelude());
    let limits = Limits { cpu: Duration::from_secs(20), wall: Duration::from_secs(60), ..limits() };
    let run = Bench { function: "solve", ..Bench::new() }.run_with(&source, &limits);
    let Outcome::Returned(Value { root: Node::String(told), .. }) = &run.outcome else { panic!("{run:?}") };
    assert_eq!(told.to_string_lossy(), NOTHING);

    let source =
        format!("{source} solve().then((told) => require('fs').writeSync(2, `\\n${{told}}`));").into();
    let cache = CodeCache::default();
    let program = Program { source: &source, is_module: false, entry: &EntryPoint::Program, cache: &cache };
    let input = LoadedInput::from(&b"1 2 3\nabc\n"[..]);
    let run = Isolate::new(limits.memory_bytes).run(&program, &input, &limits);
    let errors = String::from_utf8(run.stderr).unwrap();
    assert_eq!(errors.lines().last(), Some(NOTHING), "{:?}", run.outcome);
}

#[test]
fn a_reference_that_is_weak_by_name_keeps_what_it_leads_to() {
    let mut bench = Bench::new();
    let made = "const refs = []; for (let i = 0; i < 500; i++) refs.push(new WeakRef({ i }));";
    let collect = "for (let i = 0; i < 60; i++) { await new Promise((done) => setTimeout(done)); new Array(2e5).fill(i) }";
    let count = "refs.filter((ref, i) => ref.deref()?.i === i).length";
    assert_eq!(bench.number(&format!("async function f() {{ {made} {collect} return {count} }}")), 500.0);
    // Through a subclass as well, and whatever the program replaces.
    let own = "class Own extends WeakRef {} Proxy = null; WeakMap.prototype.set = null; Reflect.construct = null; const made = () => new Own({ a: 7 });";
    assert_eq!(
        bench.number(&format!(
            "{own} async function f() {{ const ref = made(); {collect} return ref.deref().a }}"
        )),
        7.0
    );
    let registry = "let called = 0; const registry = new FinalizationRegistry(() => called++); for (let i = 0; i < 500; i++) registry.register({ i }, i);";
    assert_eq!(bench.number(&format!("async function f() {{ {registry} {collect} return called }}")), 0.0);
    // It looks like V8's own.
    let looks = "function f() {
        const is = (text, value) => { if (String(value) !== text) throw new Error(`${value}, not ${text}`) };
        const thrown = (action) => { try { return action() } catch (error) { return error } };
        const ref = new WeakRef({}), { writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(globalThis, 'WeakRef');
        is('function WeakRef() { [native code] }', WeakRef); is('length,name,prototype', Object.getOwnPropertyNames(WeakRef));
        is('WeakRef 1', `${WeakRef.name} ${WeakRef.length}`); is('true false true', `${writable} ${enumerable} ${configurable}`);
        is(\"TypeError: Constructor WeakRef requires 'new'\", thrown(() => WeakRef({})));
        is('TypeError: WeakRef: invalid target', thrown(() => new WeakRef(1)));
        is('[object WeakRef]', ref); is('true', ref.constructor === WeakRef && ref instanceof WeakRef && Object.getPrototypeOf(ref) === WeakRef.prototype);
        is('', Reflect.ownKeys(ref)); is('false', Object.getOwnPropertyDescriptor(WeakRef, 'prototype').writable);
        return 1 }";
    assert_eq!(bench.number(looks), 1.0);
}

#[test]
fn a_run_tells_whether_a_clock_was_read() {
    let mut bench = Bench::new();
    for source in [
        "const f = () => Date.now()",
        "const f = () => performance.now()",
        "const f = () => new Promise(setTimeout)",
    ] {
        assert!(bench.run(source).clocked, "{source}");
        assert!(!bench.run("const f = () => Math.random()").clocked, "after {source}");
    }
}

/// The judge decides by this constant of the core which cases may have seen their time.
#[test]
fn the_clock_stands_still_for_as_long_as_the_core_says() {
    let still = tribunal_core::execution::CLOCK_STANDS_STILL.as_millis();
    assert!(crate::TIMERS_JS.contains(&format!("const LONG = {still};")));
}
