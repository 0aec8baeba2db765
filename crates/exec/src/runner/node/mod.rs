//! The node runner: a `node` process for each case, as judges commonly do it.
//!
//! The submission runs in node itself, with all that node offers. This runner is for comparisons; it is no sandbox.

pub mod baseline;
mod program;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    path::{Path, PathBuf},
    process::{Command, ExitStatus},
    sync::LazyLock,
    time::Duration,
};

use serde::Deserialize;

use super::{Job, Runner, RunnerError, Session, load};
use crate::exchange::{Answer, ChildEnd, ChildRun, ExchangeError, exchange};
use rustix::process::Signal;

use tribunal_core::{
    entry_point::{self, EntryPoint},
    execution::{Execution, Limit, Location, Outcome, ScriptError},
    input::LoadedInput,
    libraries::{Library, LibrarySnapshot},
    outline,
    shape::Shape,
    value::{Node, Object, Value, display::display, json},
};

use tribunal_core::engine_info::EngineInfo;
use tribunal_engine::{LIST_TREE_JS, TIMERS_JS};

/// Returns the text that node runs: a script of this crate, with the timers of the isolate engine, so that both have
/// the same time. All of it is in a block, so that none of its names collides with a submission's. The submission
/// itself never becomes part of this text.
fn script(body: &str) -> String {
    let values = include_str!("values.js");
    format!(
        "{{ const timers = {TIMERS_JS};\nconst values = {values};\nconst nodeClasses = {LIST_TREE_JS};\n{body}}}"
    )
}

static HARNESS: LazyLock<String> = LazyLock::new(|| script(include_str!("harness.js")));

/// The first major version that has all that the harness needs.
const OLDEST_MAJOR: u32 = 18;
/// Number of lines of an answer: ready, outcome, result.
const LINES: usize = 3;
/// Heap of node itself, in MiB: it is added to a case's limit.
const NODE_HEAP_MIB: u64 = 8;
/// Greatest length of a text of node's own that is kept, in bytes.
const TEXT_BYTES: usize = 2048;
/// Greatest length of the text of an error, in bytes: the script keeps as many UTF-16 units as the engine does.
const ERROR_BYTES: usize = 3 * 2048 + '…'.len_utf8();
/// Greatest length of a thrown value that is no error, as shown, in characters.
const VALUE_CHARS: usize = 200;

/// A runner of each case in a `node` process of its own.
#[derive(Debug)]
pub struct NodeRunner {
    program: PathBuf,
    v8: String,
}

impl NodeRunner {
    /// Returns a runner with this `node`, a path or the name of a program in `PATH`.
    ///
    /// # Errors
    /// If there is no such program, or it is too old.
    pub fn new(program: PathBuf) -> Result<Self, RunnerError> {
        let v8 = versions(&program)?.v8;
        Ok(Self { program, v8 })
    }

    fn run_case(
        &self,
        job: &Job<'_>,
        job_line: &str,
        input: &LoadedInput<'_>,
        args: &Value,
    ) -> Result<Execution, RunnerError> {
        let heap_mib = job.limits.memory_bytes.div_ceil(1 << 20).saturating_add(NODE_HEAP_MIB);
        let mut command = node(&self.program);
        command
            .arg(random_seed(input, job.seed))
            // Modules; and the place where one does not compile, which node keeps to itself.
            .args(["--experimental-vm-modules", "--expose-internals"])
            .args(["--no-warnings", "--unhandled-rejections=none"])
            .arg(format!("--max-old-space-size={heap_mib}"))
            // In KiB.
            .arg(format!("--stack-size={}", job.limits.first_stack_bytes >> 10))
            .args(["-e", HARNESS.as_str()]);
        let input = format!("{job_line}\n{}\n", json::to_json(args));
        let exchange = exchange(&mut command, input.as_bytes(), Answer::Lines(LINES), &job.limits)
            .map_err(|error| self.exchange_error(error))?;
        let run = execution(exchange, job)?;
        Ok(match run.outcome {
            Outcome::Returned(value) => Execution { outcome: in_notation(job.entry, args, value), ..run },
            _ => run,
        })
    }

    fn exchange_error(&self, error: ExchangeError) -> RunnerError {
        match error {
            ExchangeError::Start(error) => start_error(&self.program, error),
            ExchangeError::Io(source) => {
                RunnerError::Io { program: self.program.display().to_string(), source }
            }
        }
    }
}

impl Runner for NodeRunner {
    fn info(&self) -> EngineInfo {
        EngineInfo { name: "node", v8: self.v8.clone() }
    }

    fn session(&self) -> Result<Box<dyn Session + '_>, RunnerError> {
        Ok(Box::new(NodeSession { runner: self }))
    }
}

/// Returns the problem's libraries in the form that the scripts of this crate take.
fn library_descriptions(job: &Job<'_>) -> Result<Vec<serde_json::Value>, RunnerError> {
    let are_modules = job.prepared_libraries()?.map_or(&[][..], LibrarySnapshot::are_modules);
    let describe = |(library, is_module): (&Library, &bool)| {
        serde_json::json!({
            "name": library.script_name(),
            "names": library.names(),
            "source": library.source,
            "is_module": is_module,
        })
    };
    Ok(job.libraries.scripts().iter().zip(are_modules).map(describe).collect())
}

/// A session of the node runner. Nothing is kept between cases.
struct NodeSession<'a> {
    runner: &'a NodeRunner,
}

impl Session for NodeSession<'_> {
    fn run(
        &mut self,
        job: &Job<'_>,
        each: &mut dyn FnMut(usize, Execution) -> ControlFlow<()>,
    ) -> Result<(), RunnerError> {
        let (shapes, methods) = match job.entry {
            EntryPoint::Program => return self.runner.run_programs(job, each),
            EntryPoint::Function(_) => (None, None),
            EntryPoint::Generator | EntryPoint::Defined(_) => {
                return Err(RunnerError::Unsupported("node runs no programs of a problem's setter"));
            }
            EntryPoint::Shaped(shaped) => (Some(names(&shaped.params)), None),
            EntryPoint::Class(class) => {
                let params = class.methods.iter().map(|(name, method)| (name, names(&method.params)));
                (Some(names(&class.params)), Some(params.collect::<BTreeMap<_, _>>()))
            }
        };
        let result = match job.entry {
            EntryPoint::Shaped(shaped) => shaped.result,
            _ => None,
        };
        let job_line = serde_json::json!({
            "name": job.source.name,
            "source": job.source.text,
            "function": job.entry.name(),
            // The shapes of the arguments, where there are lists and trees; those of each method, where there are
            // methods.
            "shapes": shapes,
            "methods": methods,
            "result": result,
            "libraries": library_descriptions(job)?,
            "is_module": job.source.is_module,
            "output_bytes": job.limits.output_bytes,
        })
        .to_string();
        for (index, input) in job.inputs.iter().enumerate() {
            let input = &load(input)?;
            let Some(args) = input.arguments() else {
                return Err(RunnerError::Unsupported("a function cannot be called with a text"));
            };
            let mut run = self.runner.run_case(job, &job_line, input, args)?;
            if run.outcome.is_stack_overflow() {
                run.overflowed = true;
                let job = Job { limits: job.limits.for_second_run(&run), ..*job };
                run = run.settled_by(Some(self.runner.run_case(&job, &job_line, input, args)?));
            }
            if each(index, run).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// Converts the harness's result to the notation of cases: nodes are arrays there, and the result of each method of a
/// class comes as text of its own, since a later method may have changed the object.
fn in_notation(entry: &EntryPoint, args: &Value, value: Value) -> Outcome {
    match entry {
        EntryPoint::Shaped(shaped) => shaped.outcome(value),
        EntryPoint::Class(class) => {
            let parsed = || {
                let (_, calls) = entry_point::calls(args)?;
                let Some(Object::Array(texts)) = value.object(&value.root) else { return None };
                let values = texts.iter().map(|text| match text {
                    Node::String(text) => json::parse(text.as_str()?, json::Source::Result).ok(),
                    _ => None,
                });
                let values = values.collect::<Option<Vec<_>>>()?;
                let methods = calls.into_iter().map(|(method, _)| method);
                (methods.len() == values.len()).then(|| class.outcome(methods.zip(values)))
            };
            parsed().unwrap_or_else(|| Outcome::Crashed("the results of the calls cannot be read".into()))
        }
        EntryPoint::Function(_) | EntryPoint::Program | EntryPoint::Generator | EntryPoint::Defined(_) => {
            Outcome::Returned(value)
        }
    }
}

/// Returns the names of shapes.
fn names(shapes: &[Shape]) -> Vec<&'static str> {
    shapes.iter().map(|shape| shape.name()).collect()
}

/// The versions that a `node` reports.
struct Versions {
    /// Its own version, such as `20.11.1`.
    node: String,
    /// The version of its V8.
    v8: String,
}

/// Asks a `node` for its versions.
///
/// # Errors
/// If there is no such program, or it is too old.
fn versions(program: &Path) -> Result<Versions, RunnerError> {
    let output = node(program)
        .args(["-p", "process.version + ' ' + process.versions.v8"])
        .output()
        .map_err(|error| start_error(program, error))?;
    let answer = String::from_utf8_lossy(&output.stdout);
    let version = answer.trim().strip_prefix('v').and_then(|answer| answer.split_once(' '));
    let Some((version, v8)) = version else {
        let error = String::from_utf8_lossy(&output.stderr);
        let said = shortened(error.trim(), TEXT_BYTES);
        return Err(NodeError::NoVersion { program: program.to_owned(), said }.into());
    };
    let major = version.split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST_MAJOR) {
        return Err(NodeError::TooOld { program: program.to_owned(), version: version.to_owned() }.into());
    }
    Ok(Versions { node: version.to_owned(), v8: v8.to_owned() })
}

/// A fault of `node`, or of its setup.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// It does not report its version.
    #[error("{} does not tell the version of Node.js: {said}", program.display())]
    NoVersion {
        /// The program.
        program: PathBuf,
        /// Its standard error.
        said: String,
    },
    /// It is older than what the harness needs.
    #[error("{} is Node.js {version}, but {OLDEST_MAJOR} or later is needed; {HINT}", program.display())]
    TooOld {
        /// The program.
        program: PathBuf,
        /// Its version.
        version: String,
    },
    /// The harness has failed before the submission started.
    #[error("node cannot run this case: {0}")]
    Harness(String),
    /// It was not ready in time.
    #[error("node did not start in time")]
    TooSlow,
    /// It has ended before the submission started.
    #[error("node ended before the submission started ({status}): {said}")]
    Ending {
        /// Its exit status.
        status: ExitStatus,
        /// The end of its output.
        said: String,
    },
    /// It was started without pipes.
    #[error("node without pipes")]
    NoPipes,
    /// Its answer cannot be parsed.
    #[error("node's answer cannot be read: {0}")]
    Unreadable(String),
}

const HINT: &str = "install a later Node.js, for example the package `nodejs`, or use the isolate runner";

fn start_error(program: &Path, source: std::io::Error) -> RunnerError {
    let hint = format!("the node runner needs Node.js {OLDEST_MAJOR} or later: {HINT}");
    RunnerError::Start { program: program.display().to_string(), source, hint }
}

/// Returns a command for the program with an environment that is the same everywhere: UTC, English.
fn node(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("TZ", "UTC");
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command
}

/// Returns the option that makes `Math.random` the same each time that a case is run. Its numbers are not those of the
/// engine.
fn random_seed(input: &LoadedInput<'_>, run: u64) -> String {
    // 0 would mean no seed, and V8 reads an `int`.
    format!("--random-seed={}", input.seed(run) % 0x7fff_ffff + 1)
}

/// The first line of an answer.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Start {
    /// The submission starts. The number is the CPU time of node until then, in microseconds.
    Ready(#[allow(dead_code, reason = "for people who look at the wire")] u64),
    /// The harness cannot run the case, for this reason.
    Fatal(String),
}

/// The second line of an answer.
#[derive(Deserialize)]
struct Header {
    outcome: Ending,
    compile_us: u64,
    cpu_us: u64,
    wall_us: u64,
    /// Growth of the peak of the process's resident memory, in bytes.
    peak_bytes: u64,
    /// JS heap and array buffers at the end, less those at the start, in bytes.
    used_bytes: u64,
    error: Option<AnswerError>,
    reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Ending {
    Returned,
    Threw,
    ThrewOutsideCall,
    CompileError,
    NoAnswer,
    /// The submission does not define the called name; the reason is `module` if the submission is one.
    NoFunction,
    TooLarge,
}

#[derive(Deserialize)]
struct AnswerError {
    text: String,
    /// In place of the text, a thrown value that is no error, in the tagged form.
    value: Option<String>,
    location: Option<AnswerLocation>,
}

impl AnswerError {
    /// Returns the text, as the engine describes a thrown value.
    fn shown(&self) -> String {
        let value = self.value.as_ref().and_then(|value| json::parse(value, json::Source::Result).ok());
        value.map_or_else(|| shortened(&self.text, ERROR_BYTES), |value| display(&value, VALUE_CHARS))
    }
}

#[derive(Deserialize)]
struct AnswerLocation {
    line: u32,
    column: u32,
}

/// Returns the result of a case, from the answer of its process and its end.
fn execution(exchange: ChildRun, job: &Job<'_>) -> Result<Execution, RunnerError> {
    let mut run = Execution {
        cpu: exchange.cpu,
        wall: exchange.wall,
        memory_bytes: exchange.peak_bytes,
        stdout: exchange.console.clone(),
        ..Execution::ended(Outcome::NoAnswer(String::new()))
    };
    let answer = String::from_utf8_lossy(&exchange.answer);
    let mut lines = answer.split('\n');
    let start = lines.next().and_then(|line| serde_json::from_str(line).ok());
    if let Some(Start::Fatal(reason)) = start {
        return Err(NodeError::Harness(reason).into());
    }
    run.outcome = match exchange.end {
        ChildEnd::NotReady => return Err(NodeError::TooSlow.into()),
        ChildEnd::Exited(status) if start.is_none() => {
            let words =
                String::from_utf8_lossy(&exchange.console) + String::from_utf8_lossy(&exchange.stderr_tail);
            let said = shortened(words.trim(), TEXT_BYTES);
            return Err(NodeError::Ending { status, said }.into());
        }
        ChildEnd::Exited(status) => exited(status, &String::from_utf8_lossy(&exchange.stderr_tail)),
        ChildEnd::Stopped(limit) => Outcome::Stopped { limit, at: None },
        ChildEnd::Answered => {
            let header = lines.next().unwrap_or_default();
            match serde_json::from_str::<Header>(header) {
                Ok(header) => {
                    run.cpu = Duration::from_micros(header.cpu_us);
                    run.wall = Duration::from_micros(header.wall_us);
                    run.compile = Duration::from_micros(header.compile_us);
                    run.memory_bytes = header.peak_bytes.max(header.used_bytes);
                    outcome(header, lines.next().unwrap_or_default(), job)
                }
                Err(error) => Outcome::Crashed(format!("node's answer cannot be read: {error}")),
            }
        }
    };
    if let Outcome::Stopped { limit: Limit::Memory, .. } = run.outcome {
        run.memory_bytes = run.memory_bytes.max(job.limits.memory_bytes);
    }
    Ok(run)
}

/// Returns the outcome that an answer stands for.
fn outcome(header: Header, result: &str, job: &Job<'_>) -> Outcome {
    let (source, limits) = (job.source.text, &job.limits);
    let stopped = |limit| Outcome::Stopped { limit, at: None };
    let error = |error: Option<AnswerError>| {
        error.map_or_else(
            || ScriptError { text: "an unknown error".to_owned(), location: None },
            |error| ScriptError {
                text: error.shown(),
                location: error.location.map(|at| Location::in_source(source, at.line, at.column)),
            },
        )
    };
    match header.outcome {
        Ending::CompileError => Outcome::CompileError(error(header.error)),
        _ if Duration::from_micros(header.cpu_us) > limits.cpu => stopped(Limit::CpuTime),
        _ if Duration::from_micros(header.wall_us) > limits.wall => stopped(Limit::WallTime),
        _ if header.used_bytes > limits.memory_bytes => stopped(Limit::Memory),
        Ending::TooLarge => stopped(Limit::Output),
        Ending::Threw | Ending::ThrewOutsideCall => match error(header.error) {
            // V8 throws this where it gets no memory.
            error if error.text == "RangeError: Array buffer allocation failed" => stopped(Limit::Memory),
            error if matches!(header.outcome, Ending::Threw) => Outcome::Threw(error),
            error => Outcome::ThrewOutsideCall(error),
        },
        Ending::NoAnswer => Outcome::NoAnswer(header.reason.unwrap_or_default()),
        Ending::NoFunction => {
            let is_class = matches!(job.entry, EntryPoint::Class(_));
            let is_module = header.reason.is_some_and(|reason| !reason.is_empty());
            let name = job.entry.name().unwrap_or_default();
            Outcome::NoAnswer(outline::missing(name, is_class, source, is_module))
        }
        Ending::Returned => match json::parse(result, json::Source::Result) {
            Ok(value) => Outcome::Returned(value),
            Err(error) => Outcome::Crashed(format!("the result cannot be read: {error}")),
        },
    }
}

/// Returns the outcome of a process that ended while the submission ran.
fn exited(status: ExitStatus, stderr_tail: &str) -> Outcome {
    use std::os::unix::process::ExitStatusExt as _;

    // With these signals V8 ends the process where it gets no memory, in some versions without a message.
    let crashes = [Signal::TRAP, Signal::ILL];
    let is_crash = status.signal().is_some_and(|signal| crashes.iter().any(|crash| crash.as_raw() == signal));
    if is_crash || stderr_tail.contains("out of memory") || stderr_tail.contains("bad_alloc") {
        return Outcome::Stopped { limit: Limit::Memory, at: None };
    }
    match (status.code(), status.signal()) {
        (Some(code), _) => {
            Outcome::NoAnswer(format!("the program ended its process before it answered (exit code {code})"))
        }
        (None, Some(signal)) => Outcome::Crashed(format!("node was killed by signal {signal}")),
        (None, None) => Outcome::Crashed("node ended".to_owned()),
    }
}

/// Returns the text up to a number of bytes, with `…` in place of the rest.
fn shortened(text: &str, bytes: usize) -> String {
    match text.len() {
        len if len <= bytes => text.to_owned(),
        _ => format!("{}…", &text[..text.floor_char_boundary(bytes)]),
    }
}
