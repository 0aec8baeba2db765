//! Tests of the hardened realm; docs/hardened-realm.md explains how they complement one another.

mod carriers;
mod completeness;
mod depth;
mod differential;
mod heat;
mod programs;
mod scheduling;
mod unchanged;

use std::{sync::Arc, time::Duration};

use super::{HardenedRealm, compile_body};
use tribunal_core::{
    execution::{Execution, IsolateLimits, Limits, Outcome, ScriptError},
    value::{Node, Object, Value},
};

use crate::{CodeCache, Isolate, IsolateSlot, Program, host, limits::limiter};

fn limits() -> Limits {
    Limits {
        cpu: Duration::from_secs(1),
        wall: Duration::from_secs(20),
        memory_bytes: 64 << 20,
        output_bytes: 1 << 20,
        stack_bytes: 1 << 20,
        first_stack_bytes: 1 << 20,
    }
}

/// The isolate of a test.
struct Bench(IsolateSlot);

impl Bench {
    fn new() -> Self {
        Self(IsolateSlot::default())
    }

    fn isolate(&mut self, limits: &Limits) -> &mut Isolate {
        self.0.isolate(IsolateLimits::from(limits.memory_bytes))
    }

    fn hardened(&mut self, program: &Program<'_>, arguments: &Value, limits: &Limits) -> Execution {
        self.isolate(limits).run_hardened(program, &arguments.into(), limits)
    }

    fn fresh(&mut self, program: &Program<'_>, arguments: &Value, limits: &Limits) -> Execution {
        self.isolate(limits).run(program, &arguments.into(), limits)
    }

    /// Runs `f` of a source in the hardened realm, once for each of the arguments.
    fn cases(&mut self, source: &str, arguments: &[Node]) -> Vec<Execution> {
        let (source, cache): (Arc<str>, _) = (source.into(), CodeCache::default());
        let program = Program { source: &source, is_module: false, entry: &"f".into(), cache: &cache };
        arguments.iter().map(|node| self.hardened(&program, &one(node.clone()), &limits())).collect()
    }
}

/// A context that is merely reused for one case after the other, to show that there is something to harden.
struct UsedContext {
    realm: HardenedRealm,
    isolate: Isolate,
}

impl UsedContext {
    fn new() -> Self {
        let mut isolate = Isolate::new(limits().memory_bytes);
        let (inner, hardened) = isolate.hardened();
        let (isolate_limits, stack_limit) = (IsolateLimits::from(&limits()), hardened.stack_limit);
        let realm = HardenedRealm::prepared_by(inner, &isolate_limits, stack_limit, |scope, _| {
            Some(v8::Array::new(scope, 0))
        });
        Self { realm: realm.unwrap(), isolate }
    }

    /// Runs `f` of a source. Returns its answer and its output.
    fn case(&mut self, source: &Arc<str>, argument: &str) -> (Option<Value>, String) {
        let (isolate, _) = self.isolate.hardened();
        host::state(isolate).start_hardened_case(limits().output_bytes);
        v8::scope!(let scope, isolate);
        let context = v8::Local::new(scope, &self.realm.context);
        let scope = &mut v8::ContextScope::new(scope, context);
        limiter(scope).set_context(Some(self.realm.context.clone()));
        let cache = CodeCache::default();
        let program = Program { source, is_module: false, entry: &"f".into(), cache: &cache };
        let body = compile_body(scope, &program, "f").unwrap();
        let argument = v8::String::new(scope, argument).unwrap().into();
        let answer = self.realm.call(scope, body, "f", &[argument], &limits());
        let output = std::mem::take(&mut host::state(scope).output);
        (answer.ok(), String::from_utf8_lossy(&output).into_owned())
    }
}

/// Returns the arguments of a function of one parameter.
fn one(node: Node) -> Value {
    let mut arguments = Value::primitive(Node::Undefined);
    arguments.root = arguments.push(Object::Array(vec![node]));
    arguments
}

fn returned(run: &Execution) -> Option<&Value> {
    match &run.outcome {
        Outcome::Returned(value) => Some(value),
        _ => None,
    }
}

#[test]
fn a_case_sees_its_own_top_level_and_nothing_of_the_one_before() {
    let source = "let count = 0; var calls = []; class C { static made = 0 } \
        function f(x) { calls.push(x); C.made++; exports.y = module.exports.y ?? x; f.z = (f.z ?? 0) + 1; \
            return [++count, calls.length, C.made, exports.y, f.z] }";
    let mut bench = Bench::new();
    for (run, x) in bench.cases(source, &[Node::Number(5.0), Node::Number(6.0)]).iter().zip([5.0, 6.0]) {
        let value = returned(run).unwrap_or_else(|| panic!("{run:?}"));
        let expected = [1.0, 1.0, 1.0, x, 1.0].map(Node::Number);
        assert_eq!(value.object(&value.root), Some(&Object::Array(expected.into())));
    }
}

#[test]
fn a_function_is_found_however_it_is_defined() {
    for source in [
        "function f() { return 7 }",
        "async function f() { return 7 }",
        "var f = function () { return 7 }",
        "const f = () => 7; // the end",
        "const f = async () => { await null; return 7 }",
        "module.exports = () => 7",
        "module.exports = { f: () => 7 }",
        "exports.f = () => 7",
        "exports = { f: () => 7 }",
        "exports.default = () => 7",
        "class Solution { f() { return this.g() } g() { return 7 } }",
        "class Solution { static f() { return 7 } }",
        "module.exports = class { f() { return 7 } }",
        "let f; Promise.resolve().then(() => {}); f = () => 7",
        "function f() { return new Promise((done) => setTimeout(() => done(7), 50)) }",
        "console.log('x'); function f() { console.group(); return 7 }",
        // Properties that programs assign although frozen prototypes have them.
        "function A() {} A.prototype.toString = () => 7; A.prototype.constructor = A; function f() { return new A().toString() }",
        "function E() { this.name = 'E' } E.prototype = Object.create(Error.prototype); \
            function f() { try { throw new E() } catch (e) { return e instanceof Error && `${e}` === 'E' ? 7 : 0 } }",
    ] {
        for run in Bench::new().cases(source, &[Node::Null, Node::Null]) {
            let root = returned(&run).map(|value| &value.root);
            assert_eq!(root, Some(&Node::Number(7.0)), "{source}: {:?}", run.outcome);
        }
    }
}

#[test]
fn what_is_not_for_this_realm_is_not_answered() {
    for source in [
        "export function f() { return 7 }",
        "return 7; function f() { return 7 }",
        "new.target; function f() { return 7 }",
        "function f() { return 7 } /*",
        "function f() { return 7",
        "} function f() { return 7 } {",
        "globalThis.f = () => 7",
        "f = () => 7",
        "function f() { return 010 }",
        "function f() { with ({}) return 7 }",
        "function f() { return eval('7') }",
        "function f() { return new Function('return 7')() }",
        "function f() { Array.prototype.g = 1; return 7 }",
        "function f() { return new WeakRef({}) && 7 }",
        "function f() { setTimeout(() => {}, 1); return 7 }",
        "function f() { Promise.resolve().then(() => {}); return 7 }",
        "function f() { queueMicrotask(() => {}); return 7 }",
        "function f() { return new Promise(() => {}) }",
        "class f { constructor() { return { x: 7 } } }",
        "function f() { throw 7 }",
        // One of the errors that a program catches may be a stack overflow.
        "function f() { try { null.x } catch {} return 7 }",
        "function f() { try { globalThis.g = 1 } catch { return 7 } return 8 }",
        "class E extends Error {} function f() { try { throw new E() } catch { return 7 } }",
        "function f() { try { (function g() { g() })() } catch {} return 7 }",
        "function f() { try { Math.max(...new Array(1e5).fill(1)) } catch {} return 7 }",
        "try { JSON.parse('{') } catch {} function f() { return 7 }",
        "let b; function f() { b = new ArrayBuffer(8, { maxByteLength: 2 ** 30 }); b.resize(2 ** 29); return b.byteLength }",
        "function f() { const g = (n) => n && 1 + g(n - 1); for (let i = 0; i < 100; i++) g(100); return g(3000) }",
        "function f() { console.log('x'.repeat(1 << 21)); return 7 }",
        "function f() { return 'x'.repeat(1 << 21) }",
        "function f() { const a = []; for (;;) a.push(new Array(1e5).fill(a.length)) }",
    ] {
        let run = Bench::new().cases(source, &[Node::Null]).remove(0);
        assert_eq!(returned(&run), None, "{source}");
    }
}

#[test]
fn a_program_that_does_not_end_is_stopped_and_the_next_one_runs() {
    let limits = Limits { cpu: Duration::from_millis(50), ..limits() };
    let mut bench = Bench::new();
    for source in [
        "function f() { for (;;); }",
        "for (;;); function f() {}",
        "function f() { return { get x() { for (;;); } } }",
        "async function f() { for (;;) await null }",
        "function f() { return 7 }",
    ] {
        let (text, cache): (Arc<str>, _) = (source.into(), CodeCache::default());
        let program = Program { source: &text, is_module: false, entry: &"f".into(), cache: &cache };
        let run = bench.hardened(&program, &one(Node::Null), &limits);
        assert_eq!(returned(&run).is_some(), source.contains('7'), "{source}: {:?}", run.outcome);
    }
}

#[test]
fn realms_that_are_thrown_away_are_gone() {
    let mut bench = Bench::new();
    let contaminates = "function f() { setTimeout(() => {}, 1); return 7 }";
    for run in bench.cases(contaminates, &vec![Node::Null; 40]) {
        assert_eq!(returned(&run), None);
    }
    let (contexts, detached) = bench.isolate(&limits()).contexts_after_collection();
    assert!(contexts <= 1 && detached == 0, "{contexts} contexts, {detached} detached");
}

#[test]
fn places_in_the_program_are_those_of_its_text() {
    let run = Bench::new().cases("function f() { null.x }", &[Node::Null]).remove(0);
    let Outcome::Threw(ScriptError { location: Some(location), .. }) = &run.outcome else {
        panic!("{run:?}")
    };
    assert_eq!((location.line, location.column), (1, 21));
}
