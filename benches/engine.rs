//! The cost of one case, and of its parts: `cargo bench --bench engine`.

use std::{sync::Arc, time::Duration};

use divan::{Bencher, counter::ItemsCount};
use tribunal_core::{
    entry_point::EntryPoint,
    execution::Limits,
    input::LoadedInput,
    value::{Value, json},
};
use tribunal_engine::{CodeCache, Isolate, Program, floor::BareV8};

const SOURCE: &str = "function f(a, b, c) { return a.reduce((c, acc) => acc + c, b) + c.length }";
const ARGUMENTS: &str = r#"[[12,7,93,4,55,61,8,29,33,70,15,2,88,41,6],17,"tribunal"]"#;
const LIMITS: Limits = Limits {
    cpu: Duration::from_secs(1),
    wall: Duration::from_secs(5),
    memory_bytes: 256 << 20,
    output_bytes: 8 << 20,
    stack_bytes: 1 << 20,
    first_stack_bytes: 1 << 20,
};

fn main() {
    divan::main();
}

fn arguments() -> Value {
    json::parse(ARGUMENTS, json::Source::Problem).expect("an array")
}

/// The lower bound: a fresh context, the script bound, arguments parsed, a call, a number read.
#[divan::bench]
fn bare_v8(bencher: Bencher<'_, '_>) {
    let mut bare = BareV8::new(SOURCE, "f").expect("a sound script");
    bencher.counter(ItemsCount::new(1usize)).bench_local(|| bare.call(ARGUMENTS));
}

/// The same by the engine, with its prelude, limits and checks.
#[divan::bench]
fn engine(bencher: Bencher<'_, '_>) {
    let (source, cache, arguments): (Arc<str>, _, _) = (SOURCE.into(), CodeCache::default(), arguments());
    let mut isolate = Isolate::new(LIMITS.memory_bytes);
    let program = Program { source: &source, is_module: false, entry: &"f".into(), cache: &cache };
    bencher
        .counter(ItemsCount::new(1usize))
        .bench_local(|| isolate.run(&program, &(&arguments).into(), &LIMITS));
}

/// A whole program, with node's modules in its context.
#[divan::bench]
fn program(bencher: Bencher<'_, '_>) {
    const SOURCE: &str =
        "const [a, b] = require('fs').readFileSync(0, 'utf8').split(' ').map(Number); console.log(a + b)";
    let (source, cache): (Arc<str>, _) = (SOURCE.into(), CodeCache::default());
    let mut isolate = Isolate::new(LIMITS.memory_bytes);
    let program = Program { source: &source, is_module: false, entry: &EntryPoint::Program, cache: &cache };
    let input = LoadedInput::from(b"17 25\n".as_slice());
    bencher.counter(ItemsCount::new(1usize)).bench_local(|| isolate.run(&program, &input, &LIMITS));
}

/// A new isolate from the startup snapshot.
#[divan::bench(sample_count = 50, sample_size = 1)]
fn new_isolate(bencher: Bencher<'_, '_>) {
    drop(Isolate::new(LIMITS.memory_bytes));
    bencher.bench_local(|| drop(Isolate::new(LIMITS.memory_bytes)));
}

/// A case's arguments from JSON text.
#[divan::bench]
fn parse_arguments() -> Value {
    arguments()
}
