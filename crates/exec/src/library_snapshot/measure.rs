//! What a library costs: as part of a snapshot, and evaluated in each context, as it is where submissions bring it
//! along themselves.

use std::{
    borrow::Cow,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use super::{BuildError, LIMITS, prepare};
use tribunal_core::{
    entry_point::EntryPoint,
    input::LoadedInput,
    libraries::{Libraries, Library},
    raw_run::{Limits, Outcome},
    value::{Node, Object, Value},
};

use tribunal_engine::{CodeCache, Isolate, Program};

/// Name of the function that is called, which does next to nothing.
const FUNCTION: &str = "tribunalMeasure";

/// What was measured, in rounds in which every way had its turn; CPU times, but for the last.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// A case without any library.
    pub without: Vec<Duration>,
    /// A case whose submission brings the library along, so that its context evaluates it. It is compiled once.
    pub evaluated: Vec<Duration>,
    /// A case whose context has the library from the snapshot.
    pub from_snapshot: Vec<Duration>,
    /// Starting an isolate without any library.
    pub start_without: Vec<Duration>,
    /// Starting an isolate from the snapshot with the library.
    pub start_from_snapshot: Vec<Duration>,
    /// Size of the judge's own snapshot and of the one with the library, in bytes.
    pub bytes: [usize; 2],
    /// Making the snapshot in a worker process.
    pub build: Duration,
}

/// Measures a library, a script that does not export, in so many rounds. `program` has to be this program.
///
/// # Errors
/// If the library cannot be part of a snapshot.
///
/// # Panics
/// If a case fails that does nothing.
pub fn measure(library: &str, program: &Path, rounds: usize) -> Result<Figures, BuildError> {
    let script = Library { file: "library.js".to_owned(), source: library.to_owned() };
    let libraries = Libraries::new(vec![script]);
    let start = Instant::now();
    prepare(&libraries, program, None)?;
    let mut figures = Figures { build: start.elapsed(), ..Figures::default() };
    let Some(snapshot) = libraries.snapshot() else { return Ok(figures) };
    figures.bytes = [tribunal_engine::snapshot().len(), snapshot.bytes().len()];
    let own: Arc<str> = format!("function {FUNCTION}() {{ return null }}").into();
    let with_library: Arc<str> = format!("{library}\n{own}").into();
    let plain = || Isolate::new(LIMITS.memory_bytes);
    let restored = || Isolate::with_libraries(snapshot, LIMITS.memory_bytes);
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

/// CPU time that the calling thread has used, from an arbitrary start: other work on the machine is not in it.
fn thread_cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// Cases of each way in a round.
const CASES: usize = 20;

/// Starts an isolate, runs cases and notes what each took; gives what the start took.
fn run(start: impl Fn() -> Isolate, source: &Arc<str>, cases: &mut Vec<Duration>) -> Duration {
    let before = thread_cpu_time();
    let mut isolate = start();
    let started = thread_cpu_time().saturating_sub(before);
    let limits = Limits { cpu: Duration::from_secs(60), wall: Duration::from_secs(600), ..LIMITS };
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
        // The first one compiles.
        if case > 0 {
            cases.push(took);
        }
    }
    started
}
