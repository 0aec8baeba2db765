//! Runners: the ways to run a submission on the arguments of a case. A runner sees no expected output.

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
    /// What it is, for reports.
    fn info(&self) -> EngineInfo;

    /// The code of the job's submission, made where no submission ever runs: nobody's code but the compiler's has
    /// touched it. `None` if this runner has no such place, or the text has no code of its own.
    fn compile(&self, _: &Job<'_>) -> Option<Vec<u8>> {
        None
    }

    /// The length of a source from which on it pays to compile it before its turn, while others run, in bytes; `None` if
    /// it never does.
    fn precompile_from(&self) -> Option<usize> {
        None
    }

    /// Whether the code caches that its sessions leave may outlive the run, because it runs trusted code only.
    fn is_trusted(&self) -> bool {
        false
    }

    /// What one worker thread needs to run cases: made, used and dropped on that thread.
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
    /// Runs the cases of a job one after the other and hands over what each gave, with its index in the
    /// job, until all are done or `each` says to break.
    ///
    /// # Errors
    /// If the judge could not run the case after those handed over. Whatever a submission does is data in
    /// its [`Execution`], never an error.
    fn run(
        &mut self,
        job: &Job<'_>,
        each: &mut dyn FnMut(usize, Execution) -> ControlFlow<()>,
    ) -> Result<(), RunnerError>;
}

/// Some cases of one submission.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// What to run.
    pub source: Source<'a>,
    /// How to run it.
    pub entry: &'a EntryPoint,
    /// What has run in each case's context before the submission does.
    pub libraries: &'a Libraries,
    /// The realm to run them in, for runners that have a choice. In a hardened one, only a run that returned says
    /// anything of its case.
    pub realm: Realm,
    /// Whether each run tells which parts of the source it has not reached. Counting takes time of its own, so no verdict
    /// comes of such a run, and it has to be in fresh realms.
    pub coverage: bool,
    /// What each case may use.
    pub limits: Limits,
    /// What random numbers of the submission depend on, besides what each case gives.
    pub seed: u64,
    /// What the first of the cases has cost by the clock already, where it is run again.
    pub spent: Duration,
    /// What each case gives to the submission.
    pub inputs: &'a [&'a Input],
    /// What was made of the submission so far, for all of its jobs.
    pub prepared: &'a Prepared,
}

impl<'a> Job<'a> {
    /// What was made of its libraries; `None` if it has none.
    ///
    /// # Errors
    /// If nobody has prepared them.
    pub fn prepared_libraries(&self) -> Result<Option<&'a LibrarySnapshot>, RunnerError> {
        match self.libraries.snapshot() {
            None if !self.libraries.is_empty() => Err(RunnerError::UnpreparedLibraries),
            snapshot => Ok(snapshot),
        }
    }

    /// Whether what a case gave is subject to a second run: in a hardened realm it says nothing of the case, and nobody
    /// is judged by an isolate that counts.
    pub(crate) fn has_second_runs(&self) -> bool {
        self.realm == Realm::Fresh && !self.coverage
    }

    /// The submission, as the engine sees it.
    pub fn program(&self) -> Program<'a> {
        Program {
            source: self.source.text,
            is_module: self.source.is_module,
            entry: self.entry,
            cache: &self.prepared.code,
        }
    }
}

/// A case's input in memory.
///
/// # Errors
/// If it cannot be read.
pub fn load(input: &Input) -> Result<LoadedInput<'_>, RunnerError> {
    input.load().map_err(RunnerError::Input)
}

/// Why the judge could not run a submission. Never a submission's fault.
#[derive(Debug, thiserror::Error)]
pub enum RunnerError {
    /// A program that the runner needs could not be started.
    #[error("cannot start {program}: {source}; {hint}")]
    Start {
        /// The program.
        program: String,
        /// What the system said.
        source: std::io::Error,
        /// What to do.
        hint: String,
    },
    /// Talking to a child process failed.
    #[error("lost contact with {program}: {source}")]
    Io {
        /// The program.
        program: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The input of a case cannot be read.
    #[error("cannot read the case's input: {0}")]
    Input(#[source] std::io::Error),
    /// The runner cannot run such a job.
    #[error("{0}")]
    Unsupported(&'static str),
    /// The job has libraries of which no snapshot was made.
    #[error("the problem's libraries are not prepared")]
    UnpreparedLibraries,
    /// No snapshot of the job's libraries can be made, or node cannot be given them.
    #[error("the problem's libraries fail: {0}")]
    Libraries(#[source] Box<dyn Error + Send + Sync>),
    /// `node` does not do what it should.
    #[error(transparent)]
    Node(#[from] NodeError),
    /// The worker that strips types was lost as often as it was started.
    #[error("the worker that reads TypeScript is killed or stopped time and again")]
    LostStripper,
    /// The thread that starts workers is gone.
    #[error("no thread starts workers")]
    NoStarter,
    /// A session has ended without running the one case that it was given.
    #[error("a case was not run")]
    NotRun,
    /// There is no thread to be had.
    #[error("no thread: {0}")]
    Thread(#[source] std::io::Error),
    /// A thread has panicked: a fault of the judge.
    #[error("a thread panicked")]
    Panicked,
    /// An error of a runner from elsewhere.
    #[error("{0}")]
    Other(#[source] Box<dyn Error + Send + Sync>),
}
