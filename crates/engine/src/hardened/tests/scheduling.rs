//! Programs that act at every point at which control returns to the engine, and leave code to be run: none of it runs
//! in another case.

use std::sync::Arc;

use super::{Bench, UsedContext, limits, one};
use tribunal_core::{
    execution::Outcome,
    value::{Node, Value},
};

use crate::{CodeCache, Program, host};

/// Programs, with `ACT` where they act.
const POINTS: &[&str] = &[
    // The program itself.
    "ACT; function f() { return 1 }",
    "Promise.resolve().then(() => { ACT }); function f() { return 1 }",
    "function f() { ACT; return 1 }",
    "function f() { ACT; throw 1 }",
    "class Solution { constructor() { ACT } f() { return 1 } }",
    "module.exports = { get f() { ACT; return () => 1 } }",
    // Results that the engine awaits.
    "async function f() { ACT; return 1 }",
    "async function f() { await null; ACT; return 1 }",
    "async function f() { await null; ACT; throw 1 }",
    "async function f() { Promise.resolve().then(() => {}).then(() => {}).then(() => { ACT }); return 1 }",
    "function f() { return new Promise((done) => setTimeout(() => { ACT; done(1) }, 5)) }",
    "function f() { return new Promise((done) => setTimeout(() => { done(1); ACT }, 5)) }",
    "function f() { return Promise.resolve({ then(done) { ACT; done(1) } }) }",
    "function f() { return Promise.resolve({ then(done) { done(1); ACT } }) }",
    "function f() { return { then(done) { ACT; done(1) } } }",
    "function f() { return { get then() { ACT } } }",
    "function f() { const p = Promise.resolve(1); Object.defineProperty(p, 'then', { get() { ACT } }); return p }",
    "function f() { const p = Promise.resolve(1); p.constructor = { get [Symbol.species]() { ACT } }; return p }",
    // A result while it is read.
    "function f() { return { get a() { ACT; return 1 } } }",
    "function f() { return [1, [{ get a() { ACT; return 1 } }], 2] }",
    "function f() { return Object.defineProperty([1, 2], 1, { get() { ACT; return 1 } }) }",
    "function f() { return new Map([[1, { get a() { ACT; return 1 } }]]) }",
    "function f() { return new Set([{ get a() { ACT; return 1 } }]) }",
    "async function f() { await null; return { get a() { ACT; return 1 } } }",
    "function f() { return new Proxy({ a: 1 }, { get() { ACT; return 1 }, ownKeys() { ACT; return ['a'] } }) }",
    "function f() { return { get a() { ACT; throw 1 } } }",
    "function f() { const e = new RangeError('m'); e.cause = { get a() { ACT; return 1 } }; return e }",
    // An error while it is described.
    "function f() { throw { get message() { ACT; return 'm' }, get name() { ACT }, toString() { ACT; return 's' } } }",
    "function f() { throw new Proxy({}, { get() { ACT }, getPrototypeOf() { ACT; return null } }) }",
    "class E extends Error { get message() { ACT; return 'm' } get name() { ACT; return 'n' } } function f() { throw new E() }",
    "function f() { const e = new Error(); Object.defineProperty(e, 'stack', { get() { ACT } }); throw e }",
    // Natives and the prelude, which call back.
    "function f() { console.log('%s', { toString() { ACT; return 's' } }); return 1 }",
    "function f() { console.log({ get [Symbol.toStringTag]() { ACT; return 's' } }); return 1 }",
    "function f() { console.table([{ get a() { ACT; return 's' } }]); return 1 }",
    "function f() { clearTimeout(setTimeout(() => {}, { valueOf() { ACT; return 1 } })); return 1 }",
    "function f() { structuredClone({ get a() { ACT; return 1 } }); return 1 }",
    "function f() { atob({ toString() { ACT; return '' } }); return 1 }",
    "function f() { new TextDecoder({ toString() { ACT; return 'utf-8' } }); return 1 }",
    "function f() { JSON.stringify({ toJSON() { ACT } }); return 1 }",
    "function f() { return [2, 1].sort(() => { ACT; return 0 }) }",
];

/// Ways to leave code to be run, which is `run`.
const WAYS: &[&str] = &[
    "late.resolve()",
    "late.reject()",
    "late.resolve({ then: run })",
    "late.resolve(Promise.resolve())",
    "queueMicrotask(run)",
    "Promise.resolve().then(run)",
    "Promise.reject(1).catch(run)",
    "Promise.reject(1).finally(run).catch(run)",
    "Promise.resolve({ then: run })",
    "Promise.all([late.promise]).then(run); late.resolve()",
    "(async () => { await null; run() })()",
    "(async () => { await late.promise; run() })(); late.resolve()",
    "(async () => { for await (const y of [1]) run() })()",
    "steps.next()",
    "steps.next(); steps.return(1)",
    "Array.fromAsync([1]).then(run)",
    "import('x').catch(run)",
    "setTimeout(run)",
    "setTimeout(run, 1e9)",
    "setInterval(run, 1)",
    "setImmediate(run)",
    "setTimeout(() => queueMicrotask(run)); late.resolve()",
    "run()",
];

/// The beginning of each program. All effects of `run` are visible.
const HEAD: &str = "const run = () => { console.log('late'); console.count(); console.group(); clearTimeout(setTimeout(run)) }; \
    const late = Promise.withResolvers(); late.promise.then(run, run); \
    const steps = (async function* () { await null; run(); yield 1 })();";

/// A program that looks for code that has run, or for state that the prelude has kept.
const READER: &str = "function f() { const id = setTimeout(() => {}); clearTimeout(id); console.count(); console.log('in'); \
    return [id, performance.now() < 1e6] }";

fn program(point: &str, way: &str) -> Arc<str> {
    format!("{HEAD} {}", point.replace("ACT", way)).into()
}

/// Runs a case. Returns its outcome and its output.
fn case(bench: &mut Bench, source: &Arc<str>) -> (Outcome, String) {
    let cache = CodeCache::default();
    let program = Program { source, is_module: false, entry: &"f".into(), cache: &cache };
    let run = bench.hardened(&program, &one(Node::Null), &limits());
    let output = std::mem::take(&mut host::state(bench.isolate(&limits()).raw()).output);
    (run.outcome, String::from_utf8_lossy(&output).into_owned())
}

#[test]
fn nothing_that_a_case_leaves_to_be_run_runs_in_another_one() {
    let mut bench = Bench::new();
    let reader: Arc<str> = READER.into();
    let alone = case(&mut bench, &reader);
    assert!(alone.1.ends_with("in\n"), "{alone:?}");
    for point in POINTS {
        for way in WAYS {
            let source = program(point, way);
            let first = case(&mut bench, &source);
            // Neither in the submission's next case, nor in a case of another one.
            assert_eq!(case(&mut bench, &source), first, "{source}");
            assert_eq!(case(&mut bench, &reader), alone, "after {source}");
        }
    }
}

#[test]
fn in_a_context_that_is_used_again_each_way_runs_late() {
    let alone = UsedContext::new().case(&READER.into(), "");
    for way in WAYS {
        let arrives = POINTS.iter().any(|point| {
            let mut context = UsedContext::new();
            context.case(&program(point, way), "");
            context.case(&READER.into(), "") != alone
        });
        assert!(arrives, "{way}");
    }
}

/// Ways to cause a microtask, each without any other.
const SOURCES: &[&str] = &[
    "queueMicrotask(run)",
    "new Promise(run)",
    "Promise.resolve()",
    "Promise.resolve({ then: run })",
    "Promise.reject(1).catch(run)",
    "Promise.withResolvers()",
    "Promise.try(run)",
    "Promise.all([])",
    "Promise.race([1])",
    "new (class extends Promise {})(run)",
    "Reflect.construct(Promise, [run])",
    "(async () => {})()",
    "(async () => { await null; run() })()",
    "(async () => { for await (const y of [1]) run() })()",
    "(async function* () {})().next()",
    "(async function* () { yield 1 })().return()",
    "Array.fromAsync([])",
    "import('x').catch(run)",
];

#[test]
fn a_queue_goes_on_only_where_a_case_could_put_nothing_into_it() {
    for way in SOURCES {
        // At the top level, whose microtasks are drained: the realm stays, and the code becomes hot.
        let source: Arc<str> = format!(
            "const run = () => {{}}; const act = () => {{ {way} }}; for (let i = 0; i < 300; i++) act(); \
             function f() {{ return 1 }}"
        )
        .into();
        let mut bench = Bench::new();
        for turn in 0..40 {
            case(&mut bench, &source);
            assert!(host::state(bench.isolate(&limits()).raw()).had_microtasks, "{way}, turn {turn}");
        }
    }
    let mut bench = Bench::new();
    let [plain, asynchronous]: [Arc<str>; 2] =
        ["function f() { return 1 }", "async function f() { return 1 }"].map(Into::into);
    let mut queues = |source| {
        case(&mut bench, source);
        bench.isolate(&limits()).hardened().1.queues
    };
    let made = [&plain, &plain, &asynchronous, &plain, &plain, &asynchronous, &asynchronous].map(&mut queues);
    // One for the first case, then one after each asynchronous case.
    assert_eq!(made, [1, 1, 1, 2, 2, 2, 3]);
}

#[test]
fn the_list_of_queues_stays_short() {
    let mut bench = Bench::new();
    let source: Arc<str> = "async function f() { return 1 }".into();
    let isolate = |bench: &mut Bench| bench.isolate(&limits()).hardened().1.queues;
    for turn in 0..=super::super::MAX_QUEUES {
        assert_eq!(
            case(&mut bench, &source).0,
            Outcome::Returned(Value::primitive(Node::Number(1.0))),
            "{turn}"
        );
    }
    assert_eq!(isolate(&mut bench), 1);
}
