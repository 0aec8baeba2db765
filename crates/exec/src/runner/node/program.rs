//! Whole programs: `node FILE` with the case's input, as users run it themselves.

use std::{
    io::{self, Write as _},
    ops::ControlFlow,
    path::Path,
    process::Command,
};

use tempfile::NamedTempFile;

use super::{
    super::{Job, RunnerError, load},
    NODE_HEAP_MIB, NodeRunner, TEXT_BYTES, exited, library_descriptions, node, random_seed, shortened,
};
use crate::exchange::{Answer, ChildEnd, ChildRun, exchange};
use tribunal_core::source::Language;
use tribunal_core::{
    execution::{Execution, Outcome, ScriptError},
    input::LoadedInput,
};

/// CPU time for the start of node: more than it needs on a slow machine. A program's time begins with its process,
/// since node does not report when it is ready.
const START: std::time::Duration = std::time::Duration::from_millis(500);

impl NodeRunner {
    /// Runs whole programs, each case in a process of its own.
    pub(super) fn run_programs(
        &self,
        job: &Job<'_>,
        each: &mut dyn FnMut(usize, Execution) -> ControlFlow<()>,
    ) -> Result<(), RunnerError> {
        let limits = tribunal_core::execution::Limits {
            cpu: job.limits.cpu + START,
            wall: job.limits.wall + START,
            // Each of node's threads would have such a stack, and they would not fit into its memory.
            first_stack_bytes: 0,
            ..job.limits
        };
        let preload = preload(job)?;
        // Node takes a file, and the JavaScript of TypeScript is in none.
        let javascript = (job.source.language == Language::TypeScript).then(|| javascript(job)).transpose();
        let javascript =
            javascript.map_err(|source| RunnerError::Io { program: "a file for node".to_owned(), source })?;
        let file = javascript.as_ref().map_or(job.source.path, NamedTempFile::path);
        for (index, input) in job.inputs.iter().enumerate() {
            let input = load(input)?;
            let seed = random_seed(&input, job.seed);
            let LoadedInput::Program { stdin, args } = input else {
                return Err(RunnerError::Unsupported("a program cannot be called with arguments"));
            };
            let mut command =
                self.program_command(job, &seed, file, preload.as_ref().map(NamedTempFile::path));
            // Arguments after the file are the program's, also where they look like options.
            command.args(args.iter());
            let exchange = exchange(&mut command, &stdin, Answer::Anything, &limits)
                .map_err(|error| self.exchange_error(error))?;
            let outcome = self.outcome(file, &exchange);
            let run = Execution {
                cpu: exchange.cpu,
                wall: exchange.wall,
                memory_bytes: exchange.peak_bytes,
                stdout: exchange.answer,
                stderr: exchange.console,
                ..Execution::ended(outcome)
            };
            if each(index, run).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn program_command(&self, job: &Job<'_>, seed: &str, file: &Path, preload: Option<&Path>) -> Command {
        let heap_mib = job.limits.memory_bytes.div_ceil(1 << 20).saturating_add(NODE_HEAP_MIB);
        let mut command = node(&self.program);
        command
            .args([seed, "--no-warnings"])
            .arg(format!("--max-old-space-size={heap_mib}"))
            // In KiB.
            .arg(format!("--stack-size={}", job.limits.stack_bytes >> 10))
            .args(preload.into_iter().flat_map(|file| ["--require".as_ref(), file.as_os_str()]))
            .arg(file);
        command
    }

    fn outcome(&self, file: &Path, exchange: &ChildRun) -> Outcome {
        let words = String::from_utf8_lossy(&exchange.console);
        match exchange.end {
            ChildEnd::Stopped(limit) => Outcome::Stopped { limit, at: None },
            ChildEnd::Exited(status) => match status.code() {
                Some(1) if words.contains("SyntaxError") && !self.compiles(file) => {
                    Outcome::CompileError(error(&words))
                }
                Some(1) if words.contains("\n    at ") => Outcome::Threw(error(&words)),
                Some(code) => Outcome::Exited(code),
                None => exited(status, &String::from_utf8_lossy(&exchange.stderr_tail)),
            },
            ChildEnd::Answered | ChildEnd::NotReady => Outcome::Crashed("node ended".to_owned()),
        }
    }

    /// Whether node accepts the program's text.
    fn compiles(&self, file: &Path) -> bool {
        let mut command = node(&self.program);
        command.arg("--check").arg(file);
        command.output().is_ok_and(|output| output.status.success())
    }
}

/// Writes a file that runs the problem's libraries, for node to run first; `None` if there are none.
fn preload(job: &Job<'_>) -> Result<Option<NamedTempFile>, RunnerError> {
    let libraries = library_descriptions(job)?;
    if libraries.is_empty() {
        return Ok(None);
    }
    let text = format!("{}({})", include_str!("libraries.js"), serde_json::Value::from(libraries));
    let write = || {
        let mut file = tempfile::Builder::new().suffix(".cjs").tempfile()?;
        file.write_all(text.as_bytes())?;
        Ok(file)
    };
    write().map(Some).map_err(|error: io::Error| {
        RunnerError::Libraries(format!("they cannot be handed to node: {error}").into())
    })
}

/// Parses the message of node for an uncaught error: the place, the line, a mark below it, and then the error.
fn error(words: &str) -> ScriptError {
    let is_error = |line: &&str| {
        let name = line.split([':', ' ']).next().unwrap_or_default();
        name.ends_with("Error") || line.starts_with("Uncaught")
    };
    let text = words.lines().find(is_error).unwrap_or(words);
    ScriptError { text: shortened(text.trim(), TEXT_BYTES), location: None }
}

/// Writes the JavaScript of a TypeScript submission to a file.
fn javascript(job: &Job<'_>) -> io::Result<NamedTempFile> {
    let suffix = if job.source.is_module { ".mjs" } else { ".js" };
    let mut file = tempfile::Builder::new().suffix(suffix).tempfile()?;
    file.write_all(job.source.text.as_bytes())?;
    Ok(file)
}
