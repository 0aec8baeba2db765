//! The gains of single techniques of the engine: the same work without a technique and with it, in turns.
//!
//! Each measurement has a thread to itself, and with it an isolate of its own, so that none leaves the next one warm.

use std::{
    fmt::Write as _,
    num::NonZeroUsize,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
    thread::{Builder, available_parallelism},
    time::{Duration, Instant},
};

use super::{
    CompareError, Stages,
    bare::NewIsolateRunner,
    lanes::STACK,
    statistics::{Spread, paired_ratio},
    summary::number,
};
use tribunal_core::{
    entry_point::{EntryPoint, Form},
    execution::{Execution, Limits, Outcome},
    input::Input,
    libraries::{Libraries, Library},
    realm::Realm,
    source::Source,
    value::json,
};

use super::many_submissions::{Batch, BatchTimes};
use tribunal_engine::{CodeCache, FastCalls, Isolate, Program, floor::Contexts};
use tribunal_exec::prepared::Prepared;
use tribunal_exec::{
    code_store::CodeStore,
    library_snapshot::prepare,
    runner::{
        Job, Runner, RunnerError, compiler::PrecompilePolicy, isolate::IsolateRunner, load,
        process::this_program,
    },
};

/// Number of rounds that are measured even if the budget is spent.
const MIN_ROUNDS: usize = 5;

/// Number of rounds that are measured where the budget allows it.
const MAX_ROUNDS: usize = 31;

/// Size of the script that stands for a large library, in KiB.
const LARGE: usize = 512;

/// A technique, and the ways to do the same work without it and with it.
struct Trial {
    name: &'static str,
    label: &'static str,
    counted: &'static str,
    /// A sentence with `{}` for the speedup of each way except the first.
    words: &'static str,
    /// The first way is without the technique.
    ways: &'static [Way],
}

/// The times of each way of a trial, in microseconds.
type Rounds = Vec<Vec<f64>>;

type Way = (&'static str, &'static str, Measure);

/// Does the work once, and returns its time.
type Measure = fn(&Bench<'_>) -> Result<Duration, RunnerError>;

/// Every trial, in the order of the report.
const TRIALS: &[Trial] = &[
    Trial {
        name: "code-cache-large",
        label: "Code cache, a script of 512 KiB",
        counted: "of the CPU until the script is compiled, in a new isolate each time",
        words: "A code cache has a script of 512 KiB ready {} times as fast from memory as compiling it, and {} times from disk.",
        ways: &[
            ("compiled", "compiled in every isolate", |bench| bench.large.compiled()),
            ("from-memory", "code cache from memory", |bench| bench.large.in_memory()),
            ("from-disk", "code cache found on disk", |bench| bench.large.on_disk()),
        ],
    },
    Trial {
        name: "code-cache-submission",
        label: "Code cache, this submission",
        counted: "of the CPU until the submission is compiled, in a new isolate each time",
        words: "It has this submission ready {} times as fast from memory, and {} times from disk.",
        ways: &[
            ("compiled", "compiled in every isolate", |bench| bench.submission()?.compiled()),
            ("from-memory", "code cache from memory", |bench| bench.submission()?.in_memory()),
            ("from-disk", "code cache found on disk", |bench| bench.submission()?.on_disk()),
        ],
    },
    Trial {
        name: "snapshot-start",
        label: "Startup snapshot, at the start of an isolate",
        counted: "from nothing to an isolate with a first context that has the prelude",
        words: "The startup snapshot has an isolate and its first context ready {} times as fast as running the prelude.",
        ways: &[
            ("without", "the prelude runs", |bench| bench.start(false)),
            ("with", "from the startup snapshot", |bench| bench.start(true)),
        ],
    },
    Trial {
        name: "snapshot-context",
        label: "Startup snapshot, for every context",
        counted: "of a fresh context with the prelude, in an isolate that has made some before",
        words: "It has a fresh context ready {} times as fast.",
        ways: &[
            ("without", "the prelude runs in each", |bench| bench.contexts(false)),
            ("with", "from the startup snapshot", |bench| bench.contexts(true)),
        ],
    },
    Trial {
        name: "snapshot-library",
        label: "Startup snapshot, a library that computes for 5 ms",
        counted: "of a case whose program has the library, in an isolate that has run one before",
        words: "A case with a library that computes for 5 ms is {} times as fast where the startup snapshot has the \
                library, and {} times without any library.",
        ways: &[
            ("evaluated", "the library runs in each case", |bench| bench.library()?.evaluated(bench)),
            ("with", "from the startup snapshot", |bench| bench.library()?.snapshotted(bench)),
            ("none", "no library at all", |bench| bench.cases(&IsolateRunner, Realm::Fresh, 20)),
        ],
    },
    Trial {
        name: "compiled-ahead",
        label: "Background compilation, what is left to compile",
        counted: "of the CPU that compiling takes from the workers that run submissions of 64 KiB, for each of them",
        words: "Where submissions are compiled precompile, workers have {} times less to compile, and {} times where that was \
                done for all functions.",
        ways: &[
            ("when-run", "compiled when it is run", |bench| Ok(bench.batch(None)?.compile / SUBMISSIONS)),
            ("ahead", "compiled before, elsewhere", |bench| {
                Ok(bench.batch(Some(LAZILY))?.compile / SUBMISSIONS)
            }),
            ("ahead-eagerly", "compiled before, all functions", |bench| {
                Ok(bench.batch(Some(EAGERLY))?.compile / SUBMISSIONS)
            }),
        ],
    },
    Trial {
        name: "compiled-ahead-batch",
        label: "Background compilation, a whole batch",
        counted: "of a batch of 24 submissions of 64 KiB with 5 cases each, from start to end, with a core left for compiling",
        words: "A whole batch is then {} times as fast, and {} times.",
        ways: &[
            ("when-run", "compiled when it is run", |bench| Ok(bench.batch(None)?.wall)),
            ("ahead", "compiled before, elsewhere", |bench| Ok(bench.batch(Some(LAZILY))?.wall)),
            ("ahead-eagerly", "compiled before, all functions", |bench| Ok(bench.batch(Some(EAGERLY))?.wall)),
        ],
    },
    Trial {
        name: "fast-calls-write",
        label: "Fast API calls, writing a text",
        counted: "of a thousand calls from code that V8 has optimised",
        words: "With its fast form, a native that writes is called {} times as fast.",
        ways: &[
            ("slow", "the slow form alone", |_| native_calls("write", false)),
            ("fast", "with the fast form", |_| native_calls("write", true)),
        ],
    },
    Trial {
        name: "fast-calls-line",
        label: "Fast API calls, finding the next line",
        counted: "of a thousand calls from code that V8 has optimised",
        words: "One that finds the next line of the input is called {} times as fast.",
        ways: &[
            ("slow", "the slow form alone", |_| native_calls("nextLine", false)),
            ("fast", "with the fast form", |_| native_calls("nextLine", true)),
        ],
    },
    Trial {
        name: "reuse",
        label: "Reuse of isolates",
        counted: "of a case, with all that comes before and after it",
        words: "A case in a reused isolate is {} times as fast as one in a new isolate.",
        ways: &[
            ("new-isolate", "new isolate, fresh context", |bench| {
                bench.cases(&NewIsolateRunner, Realm::Fresh, 5)
            }),
            ("isolate", "isolate reused, fresh context", |bench| {
                bench.cases(&IsolateRunner, Realm::Fresh, 40)
            }),
        ],
    },
    Trial {
        name: "hardened-realm",
        label: "Hardened realm",
        counted: "of a case, with all that comes before and after it",
        words: "In a hardened realm it is {} times as fast as in a fresh context.",
        ways: &[
            ("fresh", "a fresh context for each case", |bench| bench.cases(&IsolateRunner, Realm::Fresh, 40)),
            ("hardened", "one frozen realm for all", |bench| {
                bench.cases(&IsolateRunner, Realm::Hardened, 400)
            }),
        ],
    },
];

/// The batch that is precompiled: the number of its submissions, their size in KiB, and the number of cases of each.
const SUBMISSIONS: u32 = 24;
const SUBMISSION_KIB: usize = 64;
const SUBMISSION_CASES: usize = 5;

const LAZILY: PrecompilePolicy = PrecompilePolicy { from: 0, eager: false };
const EAGERLY: PrecompilePolicy = PrecompilePolicy { from: 0, eager: true };

/// The gain of a technique.
#[derive(Clone, Debug)]
pub struct Gain {
    /// Its name in exports.
    pub name: &'static str,
    /// Its description, for display.
    pub label: &'static str,
    /// The measured work, for display: it continues the word "time".
    pub counted: &'static str,
    /// The result, as a sentence.
    pub words: String,
    /// The ways to do the same work, the first of them without the technique.
    pub ways: Vec<GainWay>,
}

/// One way to do the work of a technique.
#[derive(Clone, Debug)]
pub struct GainWay {
    /// Its name in exports.
    pub name: &'static str,
    /// Its description, for display.
    pub label: &'static str,
    /// The time of each round, in microseconds.
    pub rounds: Vec<f64>,
    /// The spread of the rounds, in microseconds.
    pub spread: Spread,
    /// The speedup over the way without the technique: the median of the rounds' ratios.
    pub speedup: f64,
}

/// A technique that could not be measured.
#[derive(Clone, Debug)]
pub struct NotGained {
    /// Its label.
    pub label: &'static str,
    /// The reason.
    pub reason: String,
}

/// Measures every trial in about this time, all of them in turn.
///
/// # Errors
/// If the system gives no folder or no thread.
pub(super) fn measure(
    job: &Job<'_>,
    budget: Duration,
    parts: &mut Stages<'_>,
) -> Result<(Vec<Gain>, Vec<NotGained>), CompareError> {
    let bench = Bench::new(job)?;
    let start = Instant::now();
    let mut tried: Vec<(&Trial, Result<Rounds, RunnerError>)> =
        TRIALS.iter().map(|trial| (trial, Ok(vec![Vec::new(); trial.ways.len()]))).collect();
    // The first round warms up and does not count.
    for round in 0..=MAX_ROUNDS {
        if round > MIN_ROUNDS && start.elapsed() >= budget || parts.is_stopped() {
            break;
        }
        for (trial, result) in &mut tried {
            let Ok(rounds) = result else { continue };
            match trial.once(&bench) {
                Ok(times) if round > 0 => {
                    rounds.iter_mut().zip(times).for_each(|(rounds, time)| rounds.push(time));
                }
                Ok(_) => {}
                Err(error) => *result = Err(error),
            }
            parts.turn_done(trial.name, start.elapsed().as_secs_f64() / budget.as_secs_f64());
        }
    }
    let (mut gains, mut not_gained) = (Vec::new(), Vec::new());
    for (trial, result) in tried {
        match result {
            Ok(rounds) => gains.extend(trial.gain(rounds)),
            Err(error) => not_gained.push(NotGained { label: trial.label, reason: error.to_string() }),
        }
    }
    Ok((gains, not_gained))
}

impl Trial {
    /// Measures every way once, each on a thread of its own; in microseconds.
    fn once(&self, bench: &Bench<'_>) -> Result<Vec<f64>, RunnerError> {
        let once = |(.., measure): &Way| Ok(alone(|| measure(bench))?.as_secs_f64() * 1e6);
        self.ways.iter().map(once).collect()
    }

    /// Returns the gain; `None` where nothing was measured.
    fn gain(&self, rounds: Rounds) -> Option<Gain> {
        let first = rounds.first()?.clone();
        let way = |(&(name, label, _), rounds): (&Way, Vec<f64>)| {
            let spread = Spread::of(&rounds)?;
            let speedup = paired_ratio(&first, &rounds)?;
            Some(GainWay { name, label, rounds, spread, speedup })
        };
        let ways = self.ways.iter().zip(rounds).map(way).collect::<Option<Vec<_>>>()?;
        let words = ways[1..]
            .iter()
            .fold(self.words.to_owned(), |words, way| words.replacen("{}", &number(way.speedup), 1));
        Some(Gain { name: self.name, label: self.label, counted: self.counted, words, ways })
    }
}

/// Runs a function on a thread of its own.
fn alone<T: Send>(work: impl FnOnce() -> Result<T, RunnerError> + Send) -> Result<T, RunnerError> {
    std::thread::scope(|scope| {
        let thread = Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        let thread = thread.map_err(RunnerError::Thread)?;
        thread.join().unwrap_or_else(|_| Err(RunnerError::Panicked))
    })
}

/// The inputs of the trials, made before anything is measured.
struct Bench<'a> {
    job: Job<'a>,
    large: Script,
    /// The script, or the reason why its code cannot be kept.
    submission: Result<Script, String>,
    /// The library, or the reason why none can be made.
    library: Result<WithLibrary, String>,
    batch: Result<Batch, String>,
    program: Result<PathBuf, String>,
}

impl<'a> Bench<'a> {
    fn new(job: &Job<'a>) -> Result<Self, RunnerError> {
        let none =
            json::parse("[]", json::Source::Problem).map_err(|error| RunnerError::Other(error.into()))?;
        let none = Input::Arguments(none);
        let large = Script::new(large_script(LARGE).into(), LARGE_SCRIPT_FUNCTION.into(), none, job.limits)?;
        let submission = match job.inputs.first() {
            _ if job.source.is_module => Err("it is an ES module".to_owned()),
            Some(input) => {
                let source = Arc::clone(job.source.text);
                Script::new(source, job.entry.clone(), (*input).clone(), job.limits)
                    .map_err(|error| error.to_string())
            }
            None => Err("there is no case".to_owned()),
        };
        let program = this_program().map_err(|error| error.to_string());
        let library = program.clone().and_then(|program| WithLibrary::new(job, &program));
        let batch = Batch::new(SUBMISSIONS as usize, SUBMISSION_KIB, SUBMISSION_CASES);
        let batch = batch.map_err(|error| error.to_string());
        Ok(Self { job: *job, large, submission, library, batch, program })
    }

    fn library(&self) -> Result<&WithLibrary, RunnerError> {
        self.library.as_ref().map_err(|reason| RunnerError::Other(reason.clone().into()))
    }

    /// Judges the batch in sandboxed workers on all cores.
    fn batch(&self, precompile: Option<PrecompilePolicy>) -> Result<BatchTimes, RunnerError> {
        // With a core left for precompiling, the setting in which the engine does it.
        let cores = available_parallelism().map_or(1, NonZeroUsize::get);
        let threads = NonZeroUsize::new(cores - 1).unwrap_or(NonZeroUsize::MIN);
        let failed = |reason: &String| RunnerError::Other(reason.clone().into());
        let (batch, program) = (self.batch.as_ref().map_err(failed)?, self.program.as_ref().map_err(failed)?);
        batch.run(program, threads, precompile).map_err(|error| failed(&error.to_string()))
    }

    fn submission(&self) -> Result<&Script, RunnerError> {
        self.submission.as_ref().map_err(|reason| RunnerError::Other(reason.clone().into()))
    }

    /// Makes an isolate and a first context. Any isolate of the process with the same snapshot makes that quicker, so
    /// there is one in both ways.
    fn start(&self, from_snapshot: bool) -> Result<Duration, RunnerError> {
        let keeper = Isolate::new(self.job.limits.memory_bytes);
        let start = Instant::now();
        let mut contexts = Contexts::new(from_snapshot, &keeper);
        contexts.make();
        Ok(start.elapsed())
    }

    fn contexts(&self, from_snapshot: bool) -> Result<Duration, RunnerError> {
        let keeper = Isolate::new(self.job.limits.memory_bytes);
        let mut contexts = Contexts::new(from_snapshot, &keeper);
        // V8 keeps the code that it compiled, from the second time on.
        (0..3).for_each(|_| contexts.make());
        let start = Instant::now();
        (0..CONTEXTS).for_each(|_| contexts.make());
        Ok(start.elapsed() / CONTEXTS)
    }

    /// Runs the first cases of the job, after one that does not count.
    fn cases(&self, runner: &dyn Runner, realm: Realm, count: u32) -> Result<Duration, RunnerError> {
        cases(&Job { realm, ..self.job }, runner, count)
    }
}

/// Runs the first cases of a job, after one that does not count.
fn cases(job: &Job<'_>, runner: &dyn Runner, count: u32) -> Result<Duration, RunnerError> {
    let mut session = runner.session()?;
    let mut run = |cases: &[&Input]| {
        let mut unanswered = None;
        let job = Job { inputs: cases, ..*job };
        session.run(&job, &mut |_, run| match run.outcome {
            Outcome::Returned(_) => ControlFlow::Continue(()),
            outcome => {
                unanswered = Some(outcome);
                ControlFlow::Break(())
            }
        })?;
        unanswered.map_or(Ok(()), |outcome| Err(no_result(&outcome)))
    };
    let cases: Vec<&Input> = job.inputs.iter().copied().cycle().take(count as usize).collect();
    run(&cases[..1])?;
    let start = Instant::now();
    run(&cases)?;
    Ok(start.elapsed() / count)
}

/// A library that computes for about 5 ms: smallest prime factors. It leaves the first thousand of them, since V8
/// copies the buffers that a library leaves into each context.
pub const COMPUTING_LIBRARY: &str = "let smallestFactor = new Uint32Array(400_000);
for (let i = 2; i < smallestFactor.length; i++) {
  if (smallestFactor[i] !== 0) continue;
  for (let j = i; j < smallestFactor.length; j += i) if (smallestFactor[j] === 0) smallestFactor[j] = i;
}
smallestFactor = smallestFactor.slice(0, 1000);
function factors(n) { const found = []; for (; n > 1; n /= smallestFactor[n]) found.push(smallestFactor[n]); return found }
";

/// The submission with a library: in a snapshot, and as a part of its own text.
struct WithLibrary {
    libraries: Libraries,
    brings_it: Arc<str>,
    /// The code of the text with the library.
    prepared: Prepared,
}

impl WithLibrary {
    fn new(job: &Job<'_>, program: &Path) -> Result<Self, String> {
        if job.source.is_module {
            return Err("it is an ES module".to_owned());
        }
        let script = Library { file: "library.js".to_owned(), source: COMPUTING_LIBRARY.to_owned() };
        let libraries = Libraries::new(vec![script]);
        prepare(&libraries, program, None).map_err(|error| error.to_string())?;
        let brings_it = format!("{COMPUTING_LIBRARY}{}", job.source.text).into();
        Ok(Self { libraries, brings_it, prepared: Prepared::default() })
    }

    fn evaluated(&self, bench: &Bench<'_>) -> Result<Duration, RunnerError> {
        cases(
            &Job {
                source: Source { text: &self.brings_it, ..bench.job.source },
                prepared: &self.prepared,
                ..bench.job
            },
            &IsolateRunner,
            20,
        )
    }

    fn snapshotted(&self, bench: &Bench<'_>) -> Result<Duration, RunnerError> {
        // Code that was compiled upon another snapshot is of no use.
        let prepared = Prepared::default();
        cases(&Job { libraries: &self.libraries, prepared: &prepared, ..bench.job }, &IsolateRunner, 20)
    }
}

/// Measures a thousand calls of a native of whole programs, with its fast form or without.
fn native_calls(name: &str, is_fast: bool) -> Result<Duration, RunnerError> {
    const THOUSANDS: u32 = 200;
    let native = FastCalls::names().position(|native| native == name);
    let native = native.ok_or_else(|| RunnerError::Other(format!("there is no native `{name}`").into()))?;
    let mut natives = FastCalls::new();
    // The first time is for V8's compilers.
    natives.time(native, is_fast, THOUSANDS * 1000);
    Ok(natives.time(native, is_fast, THOUSANDS * 1000) / THOUSANDS)
}

/// Number of contexts that are made in a measurement.
const CONTEXTS: u32 = 40;

fn no_result(outcome: &Outcome) -> RunnerError {
    RunnerError::Other(match outcome {
        Outcome::NoAnswer(reason) => reason.clone().into(),
        other => format!("it gives no result: {other:?}").into(),
    })
}

/// A script, and its code: in memory, and on disk.
struct Script {
    source: Arc<str>,
    entry: EntryPoint,
    input: Input,
    limits: Limits,
    filled: CodeCache,
    store: CodeStore,
    _folder: tempfile::TempDir,
}

impl Script {
    fn new(source: Arc<str>, entry: EntryPoint, input: Input, limits: Limits) -> Result<Self, RunnerError> {
        let failed = |what: String| RunnerError::Other(format!("a code cache cannot be kept: {what}").into());
        let folder = tempfile::tempdir().map_err(|error| failed(error.to_string()))?;
        let store =
            CodeStore::open(&folder.path().join("code")).map_err(|error| failed(error.to_string()))?;
        let filled = CodeCache::default();
        let script = Self { source, entry, input, limits, filled, store, _folder: folder };
        alone(|| script.run(&script.filled))?;
        let code = script.filled.bytes().ok_or_else(|| failed("it is no script that V8 keeps".to_owned()))?;
        script
            .store
            .save(script.store.key(&script.source, Form::Script, None), code)
            .map_err(|error| failed(error.to_string()))?;
        Ok(script)
    }

    /// Compiles and runs it in a new isolate; returns the CPU time of compiling.
    fn run(&self, cache: &CodeCache) -> Result<Duration, RunnerError> {
        let mut isolate = Isolate::new(self.limits.memory_bytes);
        let program = Program { source: &self.source, is_module: false, entry: &self.entry, cache };
        let Execution { outcome, compile, .. } = isolate.run(&program, &load(&self.input)?, &self.limits);
        match outcome {
            Outcome::Returned(_) => Ok(compile),
            outcome => Err(no_result(&outcome)),
        }
    }

    fn compiled(&self) -> Result<Duration, RunnerError> {
        self.run(&CodeCache::default())
    }

    fn in_memory(&self) -> Result<Duration, RunnerError> {
        self.run(&self.filled)
    }

    /// Includes the time to load the code.
    fn on_disk(&self) -> Result<Duration, RunnerError> {
        let start = Instant::now();
        let found = self.store.load(self.store.key(&self.source, Form::Script, None));
        let find = start.elapsed();
        let found = found.ok_or_else(|| RunnerError::Other("the code cache is gone".into()))?;
        let cache = CodeCache::from_bytes(found);
        let compile = self.run(&cache)?;
        match cache.is_rejected() {
            true => Err(RunnerError::Other("V8 has rejected the code cache".into())),
            false => Ok(find + compile),
        }
    }
}

/// The name of a function of [`large_script`] that returns null.
pub const LARGE_SCRIPT_FUNCTION: &str = "giveNull";

/// Returns a script of about this size that stands for a library: many functions, of which its top level calls one in
/// ten.
pub fn large_script(kib: usize) -> String {
    let mut text = format!("function {LARGE_SCRIPT_FUNCTION}() {{ return null }}\n");
    let mut parts = 0;
    while text.len() < kib << 10 {
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "function part{parts}(a, b) {{
  const total = a.reduce((sum, x) => sum + x * {parts}, b);
  for (let i = 0; i < a.length; i++) {{ if (a[i] % 2 === 0) a[i] += total; else a[i] -= {parts}; }}
  const names = a.map((x) => `name-${{x}}-{parts}`).filter(Boolean);
  return {{ total, names, first: a[0] ?? null }};
}}
"
        );
        parts += 1;
    }
    text + &format!("for (let i = 0; i < {parts}; i += 10) globalThis['part' + i]([1, 2, 3], 1);\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_every_trial_has_something_to_compare() {
        for (index, trial) in TRIALS.iter().enumerate() {
            assert!(TRIALS[..index].iter().all(|other| other.name != trial.name), "{}", trial.name);
            assert_eq!(trial.words.matches("{}").count(), trial.ways.len() - 1, "{}", trial.name);
        }
    }

    #[test]
    fn a_gain_is_over_the_first_way() {
        let gain =
            TRIALS[0].gain(vec![vec![8.0, 12.0, 10.0], vec![2.0, 3.0, 2.5], vec![4.0, 6.0, 5.0]]).unwrap();
        let speedups: Vec<f64> = gain.ways.iter().map(|way| way.speedup).collect();
        assert_eq!(speedups, [1.0, 4.0, 2.0]);
        assert!(gain.words.contains(" 4.00 ") && gain.words.contains(" 2.00 "), "{}", gain.words);
        // Nothing was measured.
        assert!(TRIALS[0].gain(vec![Vec::new(); 3]).is_none());
    }

    #[test]
    fn a_large_script_has_its_size() {
        assert!((64 << 10..66 << 10).contains(&large_script(64).len()));
    }
}
