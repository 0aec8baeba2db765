//! The batch: every submission of a plan, judged on all cores.
//!
//! Worker threads take chunks of cases, so that one submission uses every core and many submissions keep every core
//! busy. The report depends on the plan alone, never on the order in which cases finish.

mod crew;
mod group_rules;
mod judge;
mod libraries;
mod precompile;
mod schedule;
mod task;
#[cfg(test)]
mod test_plan;

pub use libraries::{LibrariesError, prepare_libraries};

use std::{
    num::NonZeroUsize,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Instant,
};

use tribunal_core::{input::Input, realm::Realm};

use crate::event::{Event, Listener};
use crate::report::{CaseReport, RunReport, SubmissionReport};
pub(crate) use judge::judge_case;
use task::Task;
use tribunal_exec::{
    executor::Executor,
    prepared::Prepared,
    runner::{Job, RunnerError},
};
use tribunal_problem::{problem::Problem, submission::Submission};

pub(crate) use schedule::STACK;

/// Submissions with their problems, in the order of the report.
pub type Plan = Vec<(Arc<Problem>, Submission)>;

/// Returns the job of running a submission to a problem on these inputs, in fresh realms.
pub fn job<'a>(
    problem: &'a Problem,
    submission: &'a Submission,
    inputs: &'a [&'a Input],
    prepared: &'a Prepared,
) -> Job<'a> {
    Job::new(submission.as_source(), &problem.entry, &problem.libraries, problem.limits, inputs, prepared)
}

/// Options of a batch.
#[derive(Clone, Debug)]
pub struct Options {
    /// Number of worker threads.
    pub threads: NonZeroUsize,
    /// The rule for stopping a submission before its last case.
    pub stop: StopRule,
    /// The realm in which cases are run first. A case that is not accepted in a hardened one is judged again in a fresh
    /// one, and so are all later cases of the same submission.
    pub realm: Realm,
    /// The seed of the submissions' random numbers, besides the input of each case.
    pub seed: u64,
}

/// The rule for stopping a submission early; its remaining cases are skipped.
#[derive(Clone, Copy, Debug, Default)]
pub struct StopRule {
    /// After the first case that is not accepted.
    pub fail_fast: bool,
    /// After this many cases in a row that exceed the time limit; `None` for never. It bounds the cost of a submission
    /// that always hangs.
    pub time_limits_in_a_row: Option<NonZeroUsize>,
    /// Number of cases over the time limit that are run again alone; if all of them exceed it again, the others keep
    /// their verdict. `None` for all of them.
    pub time_limits_confirmed: Option<NonZeroUsize>,
}

/// A request to stop a batch early, from any thread.
#[derive(Clone, Debug, Default)]
pub struct StopSignal(Arc<AtomicBool>);

impl StopSignal {
    /// Asks the batch to end after the cases that are running.
    pub fn request(&self) {
        self.0.store(true, Relaxed);
    }

    /// Whether a stop was requested.
    pub fn is_requested(&self) -> bool {
        self.0.load(Relaxed)
    }
}

/// Whether rules of a problem's groups may skip cases.
pub fn has_group_rules(problem: &Problem) -> bool {
    group_rules::has_rules(&problem.groups)
}

/// Returns the report of a submission whose cases are all judged, with the rules of the problem's groups applied.
pub fn reported(problem: Arc<Problem>, submission: Submission, cases: Vec<CaseReport>) -> SubmissionReport {
    let task = Task::new(problem, submission, Realm::Fresh);
    task.report(cases.into_iter().map(Some).collect(), None, StopRule::default(), None)
}

/// Judges every submission of a plan and reports them in its order. Events come on the calling thread.
///
/// Where the runner fails for good, the remaining cases are skipped and the failure is returned beside the report, so
/// that nothing already judged is lost.
///
/// # Errors
/// If the worker threads cannot be started.
pub fn run(
    plan: Plan,
    executor: &Executor,
    options: &Options,
    stop: &StopSignal,
    listener: &mut Listener<'_>,
) -> Result<(RunReport, Option<RunnerError>), rayon::ThreadPoolBuildError> {
    let start = Instant::now();
    let tasks: Vec<Task> = plan
        .into_iter()
        .map(|(problem, submission)| Task::new(problem, submission, options.realm).seeded(options.seed))
        .collect();
    listener(Event::BatchStarted { cases: tasks.iter().map(Task::cases).sum() });
    let (reports, failure) = schedule::run(&tasks, executor, options, stop, listener)?;
    let interrupted = stop.is_requested();
    let report =
        RunReport { engine: executor.info(), interrupted, submissions: reports, wall: start.elapsed() };
    Ok((report, failure))
}
