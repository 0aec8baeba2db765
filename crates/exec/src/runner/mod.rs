//! Runners: the ways to run a submission on the inputs of cases. A runner sees no expected output.

pub mod compiler;
pub mod isolate;
pub mod node;
pub mod process;

use std::{error::Error, ops::ControlFlow, sync::Arc, time::Duration};

use tribunal_core::{
    entry_point::EntryPoint,
    execution::{Execution, Limits},
    input::{Input, LoadedInput},
    libraries::{Libraries, LibrarySnapshot},
    realm::Realm,
};

use tribunal_core::engine_info::EngineInfo;
use tribunal_core::source::Source;
use tribunal_engine::Program;

use crate::prepared::Prepared;
use node::NodeError;

/// A way to run submissions, shared by all worker threads.
pub trait Runner: Sync {
    /// Returns the name and version of the engine, for reports.
    fn info(&self) -> EngineInfo;

    /// Returns the code of the job's submission, compiled in a process that never runs any submission: no submission
    /// can have changed it. `None` if this runner has no such process, or the text has no code of its own.
    fn compile(&self, _: &Job<'_>) -> Option<Vec<u8>> {
        None
    }

    /// Returns the length of a source, in bytes, from which on precompiling it while others run pays; `None` if it
    /// never does.
    fn precompile_from(&self) -> Option<usize> {
        None
    }

    /// Whether the code caches of its sessions may outlive the run, because it runs trusted code only.
    fn is_trusted(&self) -> bool {
        false
    }

    /// Returns a session for one worker thread: made, used and dropped on that thread.
    ///
    /// # Errors
    /// If this machine cannot run submissions this way.
    fn session(&self) -> Result<Box<dyn Session + '_>, RunnerError>;
}

impl<R: Runner + Send + ?Sized> Runner for Arc<R> {
    fn info(&self) -> EngineInfo {
        (**self).info()
    }

    fn compile(&self, job: &Job<'_>) -> Option<Vec<u8>> {
        (**self).compile(job)
    }

    fn precompile_from(&self) -> Option<usize> {
        (**self).precompile_from()
    }

    fn is_trusted(&self) -> bool {
        (**self).is_trusted()
    }

    fn session(&self) -> Result<Box<dyn Session + '_>, RunnerError> {
        (**self).session()
    }
}

/// One worker thread's part of a runner.
pub trait Session {
    /// Runs the cases of a job one after the other and passes each result to `each`, with its index in the job, until
    /// all are done or `each` breaks.
    ///
    /// # Errors
    /// If the judge could not run the case after the last one passed on. Anything that a submission does is data in its
    /// [`Execution`], never an error.
    fn run(
        &mut self,
        job: &Job<'_>,
        each: &mut dyn FnMut(usize, Execution) -> ControlFlow<()>,
    ) -> Result<(), RunnerError>;
}

/// A number of cases of one submission.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// The source to run.
    pub source: Source<'a>,
    /// The entry point of the source.
    pub entry: &'a EntryPoint,
    /// The libraries that have run in each case's context before the submission does.
    pub libraries: &'a Libraries,
    /// The realm to run them in, for runners that have a choice. In a hardened one, only a run that returned is
    /// conclusive about its case.
    pub realm: Realm,
    /// Whether each run reports the parts of the source that it has not reached. Counting takes time, so no verdict
    /// comes from such a run, and it has to be in fresh realms.
    pub coverage: bool,
    /// The limits of each case.
    pub limits: Limits,
    /// The seed of the submission's random numbers, besides the input of each case.
    pub seed: u64,
    /// Wall-clock time that the first of the cases has taken already, where it is run again.
    pub spent: Duration,
    /// The input of each case.
    pub inputs: &'a [&'a Input],
    /// Intermediate results of the submission, shared by all of its jobs.
    pub prepared: &'a Prepared,
}

impl<'a> Job<'a> {
    /// Creates a job in fresh realms, without coverage, with seed 0.
    pub fn new(
        source: Source<'a>,
        entry: &'a EntryPoint,
        libraries: &'a Libraries,
        limits: Limits,
        inputs: &'a [&'a Input],
        prepared: &'a Prepared,
    ) -> Self {
        Self {
            source,
            entry,
            libraries,
            realm: Realm::Fresh,
            coverage: false,
            limits,
            seed: 0,
            spent: Duration::ZERO,
            inputs,
            prepared,
        }
    }

    /// Returns the snapshot of its libraries; `None` if it has none.
    ///
    /// # Errors
    /// If the snapshot has not been made.
    pub fn prepared_libraries(&self) -> Result<Option<&'a LibrarySnapshot>, RunnerError> {
        match self.libraries.snapshot() {
            None if !self.libraries.is_empty() => Err(RunnerError::UnpreparedLibraries),
            snapshot => Ok(snapshot),
        }
    }

    /// Whether its cases are subject to a second run. They are not in a hardened realm, whose failures are not
    /// conclusive, nor with coverage, which gives no verdict.
    pub(crate) fn has_second_runs(&self) -> bool {
        self.realm == Realm::Fresh && !self.coverage
    }

    /// Returns the submission in the engine's form.
    pub fn program(&self) -> Program<'a> {
        Program {
            source: self.source.text,
            is_module: self.source.is_module,
            entry: self.entry,
            cache: &self.prepared.code,
        }
    }
}

/// Loads a case's input into memory.
///
/// # Errors
/// If it cannot be read.
pub fn load(input: &Input) -> Result<LoadedInput<'_>, RunnerError> {
    input.load().map_err(RunnerError::Input)
}

/// An error of the judge in running a submission. Never a submission's fault.
#[derive(Debug, thiserror::Error)]
pub enum RunnerError {
    /// A program that the runner needs could not be started.
    #[error("cannot start {program}: {source}; {hint}")]
    Start {
        /// The program.
        program: String,
        /// The error of the system.
        source: std::io::Error,
        /// Advice to the user.
        hint: String,
    },
    /// Talking to a child process failed.
    #[error("lost contact with {program}: {source}")]
    Io {
        /// The program.
        program: String,
        /// The error of the system.
        source: std::io::Error,
    },
    /// The input of a case cannot be read.
    #[error("cannot read the case's input: {0}")]
    Input(#[source] std::io::Error),
    /// The runner does not support such a job.
    #[error("{0}")]
    Unsupported(&'static str),
    /// The job has libraries without a snapshot.
    #[error("the problem's libraries are not prepared")]
    UnpreparedLibraries,
    /// No snapshot of the job's libraries can be made, or node cannot be given them.
    #[error("the problem's libraries fail: {0}")]
    Libraries(#[source] Box<dyn Error + Send + Sync>),
    /// `node` is at fault.
    #[error(transparent)]
    Node(#[from] NodeError),
    /// The worker that strips types was lost on every try.
    #[error("the worker that reads TypeScript is killed or stopped time and again")]
    LostStripper,
    /// The thread that starts workers is gone.
    #[error("no thread starts workers")]
    NoStarter,
    /// A session has ended without running the one case that it was given.
    #[error("a case was not run")]
    NotRun,
    /// A thread could not be started.
    #[error("no thread: {0}")]
    Thread(#[source] std::io::Error),
    /// A thread has panicked: a bug of the judge.
    #[error("a thread panicked")]
    Panicked,
    /// An error of a runner outside this crate.
    #[error("{0}")]
    Other(#[source] Box<dyn Error + Send + Sync>),
}
