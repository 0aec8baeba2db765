//! The proof that the hardened realm is one: docs/hardened-realm.md says how the tests fit together.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{
    engine::{CodeCache, Isolate, Program},
    raw_run::{Limits, Outcome},
    value::json,
};

fn limits() -> Limits {
    Limits {
        cpu: Duration::from_secs(1),
        wall: Duration::from_secs(20),
        memory_bytes: 64 << 20,
        output_bytes: 1 << 20,
    }
}

#[test]
#[ignore = "look"]
fn look() {
    let mut isolate = Isolate::new(limits().memory_bytes);
    let source: Arc<str> =
        "function f(a, b, c) { return a.reduce((c, acc) => acc + c, b) + c.length }".into();
    let cache = CodeCache::default();
    let program = Program { source: &source, is_module: false, function: "f", cache: &cache };
    let arguments =
        json::parse(r#"[[12,7,93,4,55,61,8,29,33,70,15,2,88,41,6],17,"tribunal"]"#, json::Source::Problem)
            .unwrap();
    let start = Instant::now();
    println!("{:?}", isolate.run_hardened(&program, &arguments, &limits()));
    println!("first {:?}", start.elapsed());
    for n in [1000, 10000, 100000, 100000] {
        let start = Instant::now();
        for _ in 0..n {
            let run = isolate.run_hardened(&program, &arguments, &limits());
            assert!(matches!(run.outcome, Outcome::Returned(_)), "{run:?}");
        }
        println!("{:?}", start.elapsed() / n);
    }
    let start = Instant::now();
    for _ in 0..1000 {
        isolate.run(&program, &arguments, &limits());
    }
    println!("fresh {:?}", start.elapsed() / 1000);
}
