//! Runners: the ways to run a submission on the arguments of a case. A runner sees no expected output.

pub mod compiler;
pub mod isolate;
pub mod node;
pub mod process;
pub mod stored;
pub mod typescript;

use std::{ops::ControlFlow, time::Duration};

use tribunal_core::{
    entry_point::EntryPoint,
    input::{Input, LoadedInput},
    libraries::{Libraries, LibrarySnapshot},
    raw_run::{Limits, RawRun},
    realm::Realm,
};

use tribunal_core::engine_info::EngineInfo;
use tribunal_core::source::Source;
use tribunal_engine::{CodeCache, Program};

/// A way to run submissions, shared by all worker threads.
pub trait Runner: Sync {
    /// What it is, for reports.
    fn info(&self) -> EngineInfo;

    /// What the job's submission compiles to, made where no submission ever runs: nobody's code but the compiler's has
    /// touched it. `None` if this runner has no such place, or the text has no code of its own.
    fn compile(&self, _: &Job<'_>) -> Option<Vec<u8>> {
        None
    }

    /// From which length of a source on, in bytes, it pays to compile it before its turn, while others run; `None` if it
    /// never does.
    fn ahead(&self) -> Option<usize> {
        None
    }

    /// Compiles the job's submission before its turn and leaves the code in its cache.
    fn compile_ahead(&self, job: &Job<'_>) {
        if let Some(code) = self.compile(job) {
            job.cache.fill(code);
        }
    }

    /// What one worker thread needs to run cases: made, used and dropped on that thread.
    ///
    /// # Errors
    /// If this machine cannot run submissions this way.
    fn session(&self) -> Result<Box<dyn Session + '_>, RunnerError>;
}

impl<R: Runner + ?Sized> Runner for Box<R> {
    fn info(&self) -> EngineInfo {
        (**self).info()
    }

    fn compile(&self, job: &Job<'_>) -> Option<Vec<u8>> {
        (**self).compile(job)
    }

    fn ahead(&self) -> Option<usize> {
        (**self).ahead()
    }

    fn compile_ahead(&self, job: &Job<'_>) {
        (**self).compile_ahead(job);
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
    /// its [`RawRun`], never an error.
    fn run(
        &mut self,
        job: &Job<'_>,
        each: &mut dyn FnMut(usize, RawRun) -> ControlFlow<()>,
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
    /// What each case may use.
    pub limits: Limits,
    /// What random numbers of the submission depend on, besides what each case gives.
    pub seed: u64,
    /// What the first of the cases has cost by the clock already, where it is run again.
    pub spent: Duration,
    /// What each case gives to the submission.
    pub inputs: &'a [&'a Input],
    /// What the submission compiled to, once some session has compiled it.
    pub cache: &'a CodeCache,
}

impl<'a> Job<'a> {
    /// What was made of its libraries; `None` if it has none.
    ///
    /// # Errors
    /// If nobody has prepared them.
    pub fn prepared_libraries(&self) -> Result<Option<&'a LibrarySnapshot>, RunnerError> {
        match self.libraries.snapshot() {
            None if !self.libraries.is_empty() => {
                Err(RunnerError::Internal("the problem's libraries are not prepared".into()))
            }
            snapshot => Ok(snapshot),
        }
    }

    /// The submission, as the engine sees it.
    pub fn program(&self) -> Program<'a> {
        Program {
            source: self.source.text,
            is_module: self.source.is_module,
            entry: self.entry,
            cache: self.cache,
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
    /// Anything else that should not happen.
    #[error("{0}")]
    Internal(String),
}
