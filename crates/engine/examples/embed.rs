//! A judge in forty lines: one text that is compiled once, a fresh context for each case, and limits.
//!
//! `cargo run -p tribunal-engine --example embed`
#![allow(clippy::print_stdout, reason = "the example tells what came out")]

use std::{error::Error, sync::Arc, time::Duration};

use tribunal_core::{
    entry_point::EntryPoint,
    execution::{IsolateLimits, Limits, Outcome},
    input::LoadedInput,
    value::{display::display, json},
};
use tribunal_engine::{CodeCache, IsolateSlot, Program};

fn main() -> Result<(), Box<dyn Error>> {
    let source: Arc<str> =
        "let calls = 0; function add(a, b) { if (b < 0) for (;;); return [a + b, ++calls] }".into();
    let entry = EntryPoint::from("add");
    let cache = CodeCache::default();
    let program = Program { source: &source, is_module: false, entry: &entry, cache: &cache };
    let limits = Limits {
        cpu: Duration::from_millis(200),
        wall: Duration::from_secs(2),
        memory_bytes: 64 << 20,
        output_bytes: 1 << 20,
        stack_bytes: 1 << 20,
        first_stack_bytes: 1 << 20,
    };
    let mut slot = IsolateSlot::default();
    for arguments in ["[1, 2]", "[\"a\", \"b\"]", "[1, -1]", "[3, 4]"] {
        let arguments = json::parse(arguments, json::Source::Problem).map_err(|error| error.message)?;
        // Each case runs the text's top level for itself: `calls` is 1 in all of them.
        let run =
            slot.isolate(IsolateLimits::from(&limits)).run(&program, &LoadedInput::from(&arguments), &limits);
        match &run.outcome {
            Outcome::Returned(value) => println!("{} in {:?}", display(value, 200), run.cpu),
            outcome => println!("{outcome:?} after {:?}", run.cpu),
        }
    }
    Ok(())
}
