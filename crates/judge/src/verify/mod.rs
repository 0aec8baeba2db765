//! `tribunal verify`: all checks of a problem at once.
//!
//! Submissions are judged as by `grade`, but in every case, whatever rules would stop them; the findings follow from
//! their verdicts and times. The validator and the coverage are runs of their own.

mod coverage;
mod examine;
mod finding;
mod kill_matrix;
mod subject;
mod sweep;
mod time_limit;

use std::{
    num::NonZeroUsize,
    time::{Duration, Instant},
};
use tribunal_core::engine_info::EngineInfo;

use tribunal_core::realm::Realm;

use crate::{
    batch::{self, Options, StopRule, StopSignal},
    event::Listener,
    report::RunReport,
};
use tribunal_exec::{executor::Executor, runner::RunnerError};

pub use coverage::{Coverage, SourceRange};
pub use finding::{Check, Finding, Level};
pub use kill_matrix::{KillMatrix, Row};
pub use subject::{InvalidProblem, Subject, SubjectError};
pub use time_limit::{Slowest, TimeLimit};

/// Number of a submission's cases over the time limit that are run again to confirm it. A submission that hangs does so
/// in many cases, and each costs the whole limit.
const CONFIRMED: NonZeroUsize = NonZeroUsize::new(5).unwrap();

/// The result of verifying one problem.
#[derive(Clone, Debug, Default)]
pub struct Verification {
    /// Id of the problem.
    pub problem: String,
    /// Its title.
    pub title: String,
    /// Number of its cases.
    pub cases: usize,
    /// Number of its submissions, the reference solution included.
    pub submissions: usize,
    /// The name of its reference solution: the problem's own, or the first accepted submission.
    pub reference: Option<String>,
    /// Whether it has a validator.
    pub has_validator: bool,
    /// The findings, the gravest first.
    pub findings: Vec<Finding>,
    /// The wrong submissions that each case fails.
    pub matrix: KillMatrix,
    /// Its time limit beside the times of solutions; `None` where nothing was judged.
    pub time_limit: Option<TimeLimit>,
    /// The coverage of the reference solution by the cases; `None` where that is not known.
    pub coverage: Option<Coverage>,
}

impl Verification {
    /// Returns the greatest severity of its findings; `None` where there are none.
    pub fn worst(&self) -> Option<Level> {
        self.findings.iter().map(|finding| finding.level).max()
    }

    /// Returns the number of findings of this level.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }
}

/// The result of verifying several problems.
#[derive(Debug)]
pub struct VerifyReport {
    /// The engine that ran their submissions.
    pub engine: EngineInfo,
    /// Whether it was stopped before its end.
    pub interrupted: bool,
    /// The problems, in the order given.
    pub problems: Vec<Verification>,
    /// Wall-clock time of the whole run.
    pub wall: Duration,
}

/// An error in verifying problems.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The worker threads cannot be started.
    #[error(transparent)]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// Submissions cannot be run.
    #[error(transparent)]
    Runner(#[from] RunnerError),
}

/// Verifies problems. Also returns the report of their submissions.
///
/// # Errors
/// If submissions cannot be run at all.
pub fn verify(
    subjects: Vec<Subject>,
    executor: &Executor,
    threads: NonZeroUsize,
    stop: &StopSignal,
    listener: &mut Listener<'_>,
) -> Result<(VerifyReport, RunReport), VerifyError> {
    let start = Instant::now();
    let plan = subjects.iter().flat_map(Subject::plan).collect();
    // Every case, since the worth of a case shows only where it is run.
    let rule = StopRule { time_limits_confirmed: Some(CONFIRMED), ..StopRule::default() };
    let options = Options { threads, stop: rule, realm: Realm::Fresh, seed: 0 };
    let (report, failure) = batch::run(plan, executor, &options, stop, listener)?;
    if let Some(failure) = failure {
        return Err(failure.into());
    }
    let mut rest = &report.submissions[..];
    let mut problems = Vec::new();
    for subject in &subjects {
        let (of_subject, others) = rest.split_at(subject.planned().min(rest.len()));
        rest = others;
        problems.push(examine::Examination { subject, reports: of_subject, executor, threads, stop }.run()?);
    }
    let verified = VerifyReport {
        engine: executor.info(),
        interrupted: stop.is_requested(),
        problems,
        wall: start.elapsed(),
    };
    Ok((verified, report))
}
