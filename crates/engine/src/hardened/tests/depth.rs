//! Programs that probe the stack: a case must learn neither its depth, nor which work its end has interrupted.

use std::{fmt::Write, sync::Arc, time::Duration};

use super::{Bench, limits, one, returned};
use tribunal_core::{
    execution::{Limits, Outcome},
    value::{Node, Object, Value},
};

use crate::{CodeCache, Isolate, Program, host};

/// Ways to get one call deeper, from `g(n)` to `g(n - 1)`; some of them through natives, whose frames are large or
/// leave gaps.
pub(super) const STEPS: &[&str] = &[
    "1 + g(n - 1)",
    "g(n - 1)",
    "JSON.stringify({ get a() { return g(n - 1) } })",
    "JSON.stringify({ toJSON() { return g(n - 1) } })",
    "JSON.stringify(1, () => g(n - 1))",
    "JSON.parse('1', () => g(n - 1))",
    "[1].map(() => g(n - 1))",
    "[1].forEach(() => g(n - 1))",
    "[1, 2].reduce(() => g(n - 1))",
    "[2, 1].sort(() => (g(n - 1), 0))",
    "[[1]].flatMap(() => g(n - 1))",
    "Array.from([1], () => g(n - 1))",
    "[...(function* () { yield g(n - 1) })()]",
    "'a'.replace('a', () => g(n - 1))",
    "'a'.replace(/a/, () => g(n - 1))",
    "`${{ toString() { return `${g(n - 1)}` } }}`",
    "+{ valueOf() { return g(n - 1) } }",
    "new Proxy({}, { get: () => g(n - 1) }).x",
    "Reflect.ownKeys(new Proxy({}, { ownKeys: () => (g(n - 1), []) }))",
    "Reflect.apply(g, null, [n - 1])",
    "g.call(null, n - 1)",
    "g.bind(null, n - 1)()",
    "new (class { constructor() { g(n - 1) } })()",
    "Object.groupBy([1], () => g(n - 1))",
    "structuredClone({ get a() { return g(n - 1) } })",
    "new Intl.NumberFormat('en').format({ valueOf() { return g(n - 1) } })",
    "Math.max(g(n - 1), ...new Array(99).fill(1))",
    "g(n - 1, ...new Array(500).fill(1))",
    "console.log('%s', { toString() { g(n - 1); return '' } })",
    "clearTimeout(setTimeout(() => {}, { valueOf() { return g(n - 1) } }))",
    "(() => { const [a, b, c, d, e, h, i, j, k, l, m] = new Array(11).fill(n); return g(a - 1) + b + c + d + e + h + i + j + k + l + m })()",
];

/// Returns a function with many locals, whose frame is as large as many frames.
fn large_frame() -> String {
    let mut step = "(() => { let s = 0; ".to_owned();
    for i in 0..400 {
        write!(step, "let v{i} = n + {i}; ").expect("writes to a string");
    }
    step.push_str("return g(n - 1) + v0 + v399 })()");
    step
}

/// Returns a program that calls `g` to depth `x[1]` after `x[0]` shallow calls, and returns whether the stack was deep
/// enough.
fn probe(step: &str) -> Arc<str> {
    format!(
        "const g = (n) => n > 0 ? {step} : 0; \
         function f([hot, depth]) {{ for (let i = 0; i < hot; i++) g(2); \
         try {{ g(depth); return 'reached' }} catch {{ return 'overflow' }} }}"
    )
    .into()
}

fn pair(a: f64, b: f64) -> Value {
    let mut arguments = Value::primitive(Node::Undefined);
    let list = arguments.push(Object::Array(vec![Node::Number(a), Node::Number(b)]));
    arguments.root = arguments.push(Object::Array(vec![list]));
    arguments
}

/// Returns the answer of a hardened case; `None` if the run does not count.
fn answer(bench: &mut Bench, source: &Arc<str>, arguments: &Value) -> Option<String> {
    let cache = CodeCache::default();
    let program = Program { source, is_module: false, entry: &"f".into(), cache: &cache };
    let run = bench.hardened(&program, arguments, &limits());
    match returned(&run).map(|value| &value.root) {
        Some(Node::String(text)) => Some(text.to_string_lossy().into_owned()),
        Some(other) => panic!("{other:?}"),
        None => None,
    }
}

#[test]
fn no_case_is_believed_that_has_seen_the_stack_end() {
    let large = large_frame();
    for step in STEPS.iter().copied().chain([&*large]) {
        let source = probe(step);
        let mut bench = Bench::new();
        let mut reached = |hot: f64, depth: u32| {
            let answer = answer(&mut bench, &source, &pair(hot, depth.into()));
            assert_ne!(answer.as_deref(), Some("overflow"), "{hot} {depth} {source}");
            answer.is_some()
        };
        // The greatest depth that counts, in cold code; and around it, in hot and cold code.
        let (mut low, mut high) = (0_u32, 1_u32 << 14);
        while high - low > 1 {
            let middle = low.midpoint(high);
            if reached(0.0, middle) { low = middle } else { high = middle }
        }
        assert!(low > 0 || step == large, "{source}");
        let mut deepest = low;
        for hot in [0.0, 3000.0] {
            for depth in low.saturating_sub(6)..=low + 6 {
                if reached(hot, depth) {
                    deepest = deepest.max(depth);
                }
            }
        }
        // A depth that was reached in hot code is reached from the first line on in a fresh context.
        drop(bench);
        let cache = CodeCache::default();
        let program = Program { source: &source, is_module: false, entry: &"f".into(), cache: &cache };
        let mut isolate = Isolate::new(limits().memory_bytes);
        let run = isolate.run(&program, &(&pair(0.0, deepest.into())).into(), &limits());
        assert_eq!(
            returned(&run).map(|value| &value.root),
            Some(&Node::String("reached".into())),
            "{source}"
        );
    }
}

/// Calls of the prelude that change its state.
pub(super) const PRELUDE: &[&str] = &[
    "setTimeout(() => {})",
    "clearTimeout(setTimeout(() => {}))",
    "setInterval(() => {}, 1)",
    "console.count()",
    "console.countReset()",
    "console.time()",
    "console.timeEnd()",
    "console.group()",
    "console.groupEnd()",
    "console.log({ a: [1] })",
    "queueMicrotask(() => {})",
    "performance.now()",
    "Date.now()",
    "new Date()",
    "Math.random()",
];

#[test]
fn no_overflow_within_the_prelude_is_seen_by_the_next_case() {
    let reader: Arc<str> =
        "function f() { const id = setTimeout(() => {}); clearTimeout(id); console.count(); \
        console.log('in'); return `${id}` }"
            .into();
    for operation in PRELUDE {
        for pad in ["", "a, b, c", "a, b, c, d, e, h, i, j"] {
            let source: Arc<str> = format!(
                "const down = (n, {pad}) => {{ if (n > 0) return down(n - 1) + 1; {operation}; return 0 }}; \
                 function f() {{ let max = 0; try {{ (function g() {{ max++; g() }})() }} catch {{}} \
                 for (let n = 0; n < max; n++) try {{ down(n) }} catch {{}} return 'done' }}"
            )
            .into();
            let mut bench = Bench::new();
            assert_eq!(answer(&mut bench, &source, &one(Node::Null)), None, "{source}");
            let answer = answer(&mut bench, &reader, &one(Node::Null));
            let output = std::mem::take(&mut host::state(bench.isolate(&limits()).raw()).output);
            assert_eq!((answer, output), (Some("1".into()), b"default: 1\nin\n".to_vec()), "after {source}");
        }
    }
}

#[test]
fn in_a_fresh_context_the_prelude_does_all_or_nothing_where_the_stack_ends() {
    let source: Arc<str> = "const down = (n) => { if (n > 0) return down(n - 1) + 1; ids.push(setTimeout(() => ran++)); return 0 }; \
        let ran = 0; const ids = []; \
        let done = 0; const reaches = (n) => { try { down(n); done++; return true } catch { return false } }; \
        async function f() { let low = 0, high = 1e6; \
        while (high - low > 1) { const n = (low + high) >> 1; if (reaches(n)) low = n; else high = n } \
        for (let n = low - 60; n < low + 60; n++) reaches(n); \
        const order = []; \
        for (let i = 0; i < 5; i++) setTimeout(() => order.push(i), 1e4 * (5 - i)); \
        await new Promise((end) => setTimeout(end, 1e5)); \
        return [ran === ids.length, ran >= done, ids.every((id, i) => id === i + 1), order.join()] }"
        .into();
    let cache = CodeCache::default();
    let program = Program { source: &source, is_module: false, entry: &"f".into(), cache: &cache };
    let limits = Limits { cpu: Duration::from_secs(30), wall: Duration::from_secs(300), ..limits() };
    let run = Isolate::new(limits.memory_bytes).run(&program, &(&one(Node::Null)).into(), &limits);
    let Outcome::Returned(value) = &run.outcome else { panic!("{run:?}") };
    let expected =
        vec![Node::Bool(true), Node::Bool(true), Node::Bool(true), Node::String("4,3,2,1,0".into())];
    assert_eq!(value.object(&value.root), Some(&Object::Array(expected)));
}
