//! Tests that a fresh context gives every answer of the hardened realm: not only the same verdict, but the same value.

use std::sync::Arc;

use super::{Bench, limits, one, programs, returned};
use tribunal_core::{
    execution::Limits,
    value::{Node, Object, Value},
};

use crate::{CodeCache, Program};

/// Numbers of cases.
#[derive(Debug, Default)]
struct Tally {
    ran: usize,
    answered: usize,
}

/// Runs a case in the hardened realm and, if it has an answer there, in a fresh context.
fn compare(
    tally: &mut Tally,
    bench: &mut Bench,
    program: &Program<'_>,
    arguments: &Value,
    limits: &Limits,
) -> Result<(), String> {
    tally.ran += 1;
    let hardened = bench.hardened(program, arguments, limits);
    let Some(answer) = returned(&hardened) else { return Ok(()) };
    tally.answered += 1;
    // A program that was fast there may be slow here, on a busy machine.
    let limits = Limits { cpu: limits.cpu * 60, wall: limits.wall * 60, ..*limits };
    let fresh = bench.fresh(program, arguments, &limits);
    // Compared as text, so that NaN equals NaN.
    if returned(&fresh).map(|value| format!("{value:?}")) == Some(format!("{answer:?}")) {
        return Ok(());
    }
    Err(format!("hardened {answer:?}, fresh {:?}", fresh.outcome))
}

fn bundled(cases: usize) -> Tally {
    let (mut tally, mut bench) = (Tally::default(), Bench::new());
    for (problem, submission) in programs::bundled() {
        let cache = CodeCache::default();
        let program = Program {
            source: &submission.source,
            is_module: submission.is_module(),
            entry: &problem.entry,
            cache: &cache,
        };
        for case in problem.cases.iter().step_by(problem.cases.len().div_ceil(cases)) {
            compare(&mut tally, &mut bench, &program, programs::arguments(case), &problem.limits)
                .unwrap_or_else(|error| panic!("{} {} {}: {error}", problem.id, submission.name, case.name));
        }
    }
    tally
}

#[test]
fn bundled_submissions_give_the_same_results() {
    let tally = bundled(3);
    assert!(tally.ran > 600 && tally.answered * 2 > tally.ran, "{tally:?}");
}

#[test]
#[ignore = "takes minutes: cargo test --release -p tribunal-engine hardened -- --ignored"]
fn bundled_submissions_give_the_same_results_for_every_case() {
    let tally = bundled(usize::MAX);
    assert!(tally.ran > 40_000 && tally.answered * 2 > tally.ran, "{tally:?}");
}

#[test]
fn hostile_programs_give_the_same_results() {
    let (mut tally, mut bench) = (Tally::default(), Bench::new());
    let limits = limits();
    for (name, source) in programs::hostile() {
        let cache = CodeCache::default();
        let program = Program { source: &source, is_module: false, entry: &"solve".into(), cache: &cache };
        for attack in [0.0, 1.0, 0.0] {
            let mut arguments = Value::primitive(Node::Undefined);
            let list = arguments.push(Object::Array([3.0, 1.0, 2.0].map(Node::Number).into()));
            arguments.root = arguments.push(Object::Array(vec![Node::Number(attack), list]));
            if let Err(error) = compare(&mut tally, &mut bench, &program, &arguments, &limits) {
                // It returns the global object, which has no properties of the submission here.
                assert!(name.ends_with("result_global.js"), "{name} {attack}: {error}");
            }
        }
    }
    assert!(tally.answered > 100, "{tally:?}");
}

fn made_up(seeds: std::ops::Range<u64>, program: fn(u64) -> String) -> Tally {
    let (mut tally, mut bench) = (Tally::default(), Bench::new());
    for seed in seeds {
        let source: Arc<str> = program(seed).into();
        let cache = CodeCache::default();
        let program = Program { source: &source, is_module: false, entry: &"f".into(), cache: &cache };
        for x in [Node::Number(3.0), Node::String("ab".into())] {
            compare(&mut tally, &mut bench, &program, &one(x), &limits())
                .unwrap_or_else(|error| panic!("seed {seed}: {error}\n{source}"));
        }
    }
    tally
}

#[test]
fn made_up_programs_give_the_same_results() {
    let tally = made_up(0..2000, programs::made_up);
    assert!(tally.answered > 500, "{tally:?}");
}

#[test]
fn programs_that_probe_the_stack_give_the_same_results() {
    let tally = made_up(0..400, programs::stack_probing);
    assert!(tally.answered > 100, "{tally:?}");
}

#[test]
#[ignore = "takes minutes: cargo test --release -p tribunal-engine hardened -- --ignored"]
fn many_made_up_programs_give_the_same_results() {
    let tally = made_up(0..100_000, programs::made_up);
    assert!(tally.answered > 25_000, "{tally:?}");
}

#[test]
#[ignore = "takes minutes: cargo test --release -p tribunal-engine hardened -- --ignored"]
fn many_programs_that_probe_the_stack_give_the_same_results() {
    let tally = made_up(0..100_000, programs::stack_probing);
    assert!(tally.answered > 25_000, "{tally:?}");
}

/// A test of a statement of docs/hardened-realm.md: a program can find out that it runs in the realm.
#[test]
fn a_program_that_looks_for_the_realm_finds_it() {
    let mut bench = Bench::new();
    for look in [
        "Object.isFrozen(Object.prototype)",
        "this === undefined",
        "(function () { return this })() === undefined",
        "typeof WeakRef === 'undefined'",
        "x === arguments[0] && (x = 1, x !== arguments[0])",
        "(() => { { function g() {} } return typeof g === 'undefined' })()",
    ] {
        let (source, cache): (Arc<str>, _) =
            (format!("function f(x) {{ return {look} }}").into(), CodeCache::default());
        let program = Program { source: &source, is_module: false, entry: &"f".into(), cache: &cache };
        let hardened = bench.hardened(&program, &one(Node::Null), &limits());
        let fresh = bench.fresh(&program, &one(Node::Null), &limits());
        let [hardened, fresh] = [&hardened, &fresh].map(|run| returned(run).map(|value| value.root.clone()));
        assert_eq!((hardened, fresh), (Some(Node::Bool(true)), Some(Node::Bool(false))), "{look}");
    }
}
