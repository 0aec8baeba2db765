//! The source size from which a code cache pays: `cargo bench --bench code_cache`, or with `-- FILE..` for scripts of
//! your own, such as a large library.
//!
//! Each figure is the median of rounds in which every way has its turn, each time in a new isolate.
#![allow(clippy::print_stdout, reason = "a benchmark tells what it measured")]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use comfy_table::{Table, TableStyle};
use tribunal::compare::{LARGE_SCRIPT_FUNCTION, large_script, statistics::Spread};
use tribunal_core::{
    entry_point::Form,
    execution::{Limits, Outcome},
    text::microseconds,
    value::json,
};
use tribunal_engine::{CodeCache, Isolate, Program};
use tribunal_exec::code_store::CodeStore;

const ROUNDS: usize = 15;
const LIMITS: Limits = Limits {
    cpu: Duration::from_secs(10),
    wall: Duration::from_secs(60),
    memory_bytes: 512 << 20,
    output_bytes: 8 << 20,
    stack_bytes: 1 << 20,
    first_stack_bytes: 1 << 20,
};

fn main() {
    // Cargo passes `--bench`.
    let files: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let mut sources: Vec<(String, String)> = files
        .into_iter()
        .map(|file| {
            let text = std::fs::read_to_string(&file).expect("a script");
            (file, format!("{text}\nfunction {LARGE_SCRIPT_FUNCTION}() {{ return null }}"))
        })
        .collect();
    if sources.is_empty() {
        sources =
            [1, 4, 8, 16, 32, 64, 128, 256, 512].map(|kib| (format!("{kib} KiB"), large_script(kib))).into();
    }
    let folder = tempfile::tempdir().expect("a folder");
    let store = CodeStore::open(&folder.path().join("code")).expect("a store");
    let mut table = Table::new();
    table.load_style(TableStyle::new());
    table.set_header([
        "source",
        "code cache",
        "compile",
        "from memory",
        "find on disk",
        "find, from disk",
        "compile / from disk",
        "and run",
        "from disk and run",
    ]);
    for (name, text) in sources {
        let source: Arc<str> = text.into();
        let filled = CodeCache::default();
        alone(&source, &filled);
        let key = store.key(&source, Form::Script, None);
        store.save(key, filled.bytes().expect("code of a script")).expect("a save");
        let mut figures = [const { Vec::new() }; 6];
        for _ in 0..ROUNDS {
            let (compile, run) = alone(&source, &CodeCache::default());
            let (memory, _) = alone(&source, &filled);
            let start = Instant::now();
            let found = store.load(store.key(&source, Form::Script, None)).expect("it is there");
            let find = start.elapsed().as_secs_f64() * 1e6;
            let cache = CodeCache::from_bytes(found);
            let (disk, run_from_disk) = alone(&source, &cache);
            assert!(!cache.is_rejected());
            let row = [compile, memory, find, find + disk, compile + run, find + disk + run_from_disk];
            figures.iter_mut().zip(row).for_each(|(figures, figure)| figures.push(figure));
        }
        let [compile, memory, find, disk, whole, whole_disk] =
            figures.map(|figures| Spread::of(&figures).expect("rounds").median);
        table.add_row([
            name,
            format!("{:.1} KiB", filled.bytes().map_or(0, <[u8]>::len) as f64 / 1024.0),
            microseconds(compile),
            microseconds(memory),
            microseconds(find),
            microseconds(disk),
            format!("{:.2}", compile / disk),
            microseconds(whole),
            microseconds(whole_disk),
        ]);
    }
    println!("{table}");
}

/// Compiles and runs in a new isolate, on a thread of its own; returns the CPU time of each in microseconds.
fn alone(source: &Arc<str>, cache: &CodeCache) -> (f64, f64) {
    let arguments = json::parse("[]", json::Source::Problem).expect("an array");
    let work = || {
        let mut isolate = Isolate::new(LIMITS.memory_bytes);
        let program = Program { source, is_module: false, entry: &LARGE_SCRIPT_FUNCTION.into(), cache };
        let run = isolate.run(&program, &(&arguments).into(), &LIMITS);
        assert!(matches!(run.outcome, Outcome::Returned(_)), "{:?}", run.outcome);
        [run.compile, run.cpu].map(|time| time.as_secs_f64() * 1e6).into()
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(8 << 20);
        thread.spawn_scoped(scope, work).expect("a thread").join().expect("no panic")
    })
}
