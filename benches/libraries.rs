//! The cost of a problem's library as part of the startup snapshot, and evaluated in each context: `cargo bench --bench
//! libraries`, or with `-- FILE..` for scripts of your own, which leave globals.
#![allow(clippy::print_stdout, reason = "a benchmark tells what it measured")]

use std::{
    borrow::Cow,
    fmt::Write as _,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use comfy_table::{Table, TableStyle};
use tribunal::compare::{COMPUTING_LIBRARY, statistics::Spread};
use tribunal_core::{
    entry_point::EntryPoint,
    execution::{Limits, Outcome},
    input::LoadedInput,
    libraries::{Libraries, Library},
    text::{bytes, microseconds},
    value::{Node, Object, Value},
};
use tribunal_engine::{CodeCache, Isolate, Program};
use tribunal_exec::library_snapshot::{BuildError, LIBRARY_LIMITS, prepare};

const ROUNDS: usize = 7;

fn main() {
    // Cargo passes `--bench`.
    let files: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let mut libraries: Vec<(String, String)> = files
        .into_iter()
        .map(|file| {
            let text = std::fs::read_to_string(&file).expect("a script");
            (file, text)
        })
        .collect();
    if libraries.is_empty() {
        libraries = vec![
            ("computes for 5 ms".to_owned(), COMPUTING_LIBRARY.to_owned()),
            ("computes for 5 ms, leaves 1.6 MB".to_owned(), leaves_all()),
            ("100 functions".to_owned(), functions(100)),
            ("1000 functions".to_owned(), functions(1000)),
            ("100 classes".to_owned(), classes(100)),
            ("10,000 objects".to_owned(), objects(10_000)),
            ("30,000 objects".to_owned(), objects(30_000)),
            ("10,000 objects as text".to_owned(), objects_as_text(10_000)),
        ];
    }
    let mut table = Table::new();
    table.load_style(TableStyle::new());
    table.set_header([
        "library",
        "case without it",
        "evaluated in each",
        "from the snapshot",
        "it costs",
        "instead of",
        "isolate",
        "with it",
        "snapshot grows by",
        "made in",
    ]);
    for (name, library) in &libraries {
        let figures = measure(library, Path::new(env!("CARGO_BIN_EXE_tribunal")), ROUNDS).expect("a library");
        let [without, evaluated, with, start, start_with] = [
            &figures.without,
            &figures.evaluated,
            &figures.from_snapshot,
            &figures.start_without,
            &figures.start_from_snapshot,
        ]
        .map(|times| median(times));
        table.add_row([
            name.clone(),
            microseconds(without),
            microseconds(evaluated),
            microseconds(with),
            microseconds((with - without).max(0.0)),
            microseconds((evaluated - without).max(0.0)),
            microseconds(start),
            microseconds(start_with),
            bytes((figures.bytes[1] - figures.bytes[0].min(figures.bytes[1])) as u64),
            microseconds(figures.build.as_secs_f64() * 1e6),
        ]);
    }
    println!("{table}");
}

/// Returns the median in microseconds.
fn median(times: &[Duration]) -> f64 {
    let times: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1e6).collect();
    Spread::of(&times).expect("rounds").median
}

/// Returns a library that keeps all that it has computed.
fn leaves_all() -> String {
    COMPUTING_LIBRARY.replace("slice(0, 1000)", "slice()")
}

fn functions(count: usize) -> String {
    let mut text = String::from("const library = {};\n");
    for index in 0..count {
        let _ = writeln!(
            text,
            "library.f{index} = function (a, b) {{ return [a, b, {index}].map((x) => x + 1) }};"
        );
    }
    text
}

fn classes(count: usize) -> String {
    let mut text = String::new();
    for index in 0..count {
        let _ = writeln!(
            text,
            "class C{index} {{ #a = 1; get a() {{ return this.#a }} b() {{ return 2 }} c(x) {{ return x }} static d() {{ return 4 }} }}"
        );
    }
    text
}

fn objects(count: usize) -> String {
    format!(
        "const table = Array.from({{ length: {count} }}, (_, index) => ({{ index, square: index * index, name: 'n' + index }}));\n"
    )
}

/// Returns the same objects, made when they are first asked for.
fn objects_as_text(count: usize) -> String {
    format!(
        "const text = JSON.stringify(Array.from({{ length: {count} }}, (_, index) => ({{ index, square: index * index, name: 'n' + index }})));
let made; const table = () => made ??= JSON.parse(text);\n"
    )
}

/// Name of the function that is called, which does next to nothing.
const FUNCTION: &str = "tribunalMeasure";

/// The measured times, in rounds in which every way had its turn: CPU times, except for the last.
#[derive(Clone, Debug, Default)]
struct Figures {
    /// Cases without any library.
    without: Vec<Duration>,
    /// Cases whose submission contains the library, so that their context evaluates it. It is compiled once.
    evaluated: Vec<Duration>,
    /// Cases whose context has the library from the snapshot.
    from_snapshot: Vec<Duration>,
    /// Starts of an isolate without any library.
    start_without: Vec<Duration>,
    /// Starts of an isolate from the snapshot with the library.
    start_from_snapshot: Vec<Duration>,
    /// Sizes of the judge's own snapshot and of the one with the library, in bytes.
    bytes: [usize; 2],
    /// Time to make the snapshot in a worker process.
    build: Duration,
}

/// Measures a library, a script that does not export, in `rounds` rounds. `program` has to be this program.
///
/// # Errors
/// If the library cannot be part of a snapshot.
///
/// # Panics
/// If a case that does nothing fails.
fn measure(library: &str, program: &Path, rounds: usize) -> Result<Figures, BuildError> {
    let script = Library { file: "library.js".to_owned(), source: library.to_owned() };
    let libraries = Libraries::new(vec![script]);
    let start = Instant::now();
    prepare(&libraries, program, None)?;
    let mut figures = Figures { build: start.elapsed(), ..Figures::default() };
    let Some(snapshot) = libraries.snapshot() else { return Ok(figures) };
    figures.bytes = [tribunal_engine::snapshot().len(), snapshot.bytes().len()];
    let own: Arc<str> = format!("function {FUNCTION}() {{ return null }}").into();
    let with_library: Arc<str> = format!("{library}\n{own}").into();
    let plain = || Isolate::new(LIBRARY_LIMITS.memory_bytes);
    let restored = || Isolate::with_libraries(snapshot, LIBRARY_LIMITS.memory_bytes);
    std::thread::scope(|scope| {
        let work = || {
            for _ in 0..rounds {
                let start = run(plain, &own, &mut figures.without);
                figures.start_without.push(start);
                run(plain, &with_library, &mut figures.evaluated);
                let start = run(restored, &own, &mut figures.from_snapshot);
                figures.start_from_snapshot.push(start);
            }
        };
        let thread = std::thread::Builder::new().stack_size(8 << 20);
        thread.spawn_scoped(scope, work).expect("a thread").join().expect("no panic");
    });
    Ok(figures)
}

/// Returns the CPU time that the calling thread has used, from an arbitrary start: other work on the machine is not in
/// it.
fn thread_cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// Number of cases of each way in a round.
const CASES: usize = 20;

/// Starts an isolate, runs cases and records the time of each; returns the time of the start.
fn run(start: impl Fn() -> Isolate, source: &Arc<str>, cases: &mut Vec<Duration>) -> Duration {
    let before = thread_cpu_time();
    let mut isolate = start();
    let started = thread_cpu_time().saturating_sub(before);
    let limits = Limits { cpu: Duration::from_secs(60), wall: Duration::from_secs(600), ..LIBRARY_LIMITS };
    let entry = EntryPoint::Function(FUNCTION.to_owned());
    let cache = CodeCache::default();
    let program = Program { source, is_module: false, entry: &entry, cache: &cache };
    let mut args = Value::primitive(Node::Null);
    args.root = args.push(Object::Array(Vec::new()));
    let input = LoadedInput::Arguments(Cow::Owned(args));
    for case in 0..=CASES {
        let before = thread_cpu_time();
        let run = isolate.run(&program, &input, &limits);
        let took = thread_cpu_time().saturating_sub(before);
        assert!(matches!(run.outcome, Outcome::Returned(_)), "{:?}", run.outcome);
        // The first case compiles.
        if case > 0 {
            cases.push(took);
        }
    }
    started
}
