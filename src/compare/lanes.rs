//! The lanes of a row: threads with a session each, which last from round to round, so that a judge at work is measured
//! and not its start.

use std::{
    ops::{ControlFlow, Range},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
        mpsc::{Receiver, Sender, channel},
    },
    thread::{Builder, Scope},
    time::{Duration, Instant},
};

use super::Technique;
use tribunal_core::execution::Outcome;

use tribunal_exec::runner::{Job, Runner, RunnerError};

/// Stack of a lane, in bytes: as much as the judge's own worker threads have.
pub(super) const STACK: usize = 8 << 20;

/// Number of shares of a lane in a round: so many that no lane waits long for another one.
const SHARES: usize = 4;

/// Cases to run, dealt out to idle lanes.
struct Deal {
    cases: Range<usize>,
    share: usize,
    next: AtomicUsize,
}

impl Deal {
    fn take(&self) -> Option<Range<usize>> {
        let start = self.cases.start + self.next.fetch_add(self.share, Relaxed);
        (start < self.cases.end).then(|| start..(start + self.share).min(self.cases.end))
    }
}

/// The results of a lane: the index of each case with its outcome, and the time of all of it by the runner's clock.
type Ran = Result<(Vec<(usize, Outcome)>, Duration), RunnerError>;

/// The threads of a row.
pub(super) struct Lanes {
    /// Whether the runner measures the time itself.
    is_timed_inside: bool,
    senders: Vec<Sender<Arc<Deal>>>,
    receiver: Receiver<Ran>,
}

impl Lanes {
    /// Starts the threads; their sessions start with their first case. `job` has all cases that a round could ask for.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub(super) fn start<'scope>(
        scope: &'scope Scope<'scope, '_>,
        count: usize,
        technique: &Technique,
        runner: &'scope dyn Runner,
        job: Job<'scope>,
    ) -> std::io::Result<Self> {
        let (results, receiver) = channel();
        let mut senders = Vec::with_capacity(count);
        for _ in 0..count {
            let (sender, deals) = channel();
            let results = results.clone();
            let lane = move || run_lane(runner, job, &deals, &results);
            Builder::new().stack_size(STACK).spawn_scoped(scope, lane)?;
            senders.push(sender);
        }
        Ok(Self { is_timed_inside: technique.is_timed_inside(), senders, receiver })
    }

    /// Runs the cases with these indices, and returns the wall-clock time and the outcomes.
    ///
    /// # Errors
    /// The first error of a lane.
    pub(super) fn run(&self, cases: Range<usize>) -> Result<(Duration, Vec<(usize, Outcome)>), RunnerError> {
        let share = match self.senders.len() {
            // There is no other lane to wait for.
            1 => cases.len(),
            lanes => (cases.len() / (lanes * SHARES)).max(1),
        };
        let deal = Arc::new(Deal { cases, share, next: AtomicUsize::new(0) });
        let start = Instant::now();
        for sender in &self.senders {
            // A lane that has ended is noticed below.
            let _ = sender.send(Arc::clone(&deal));
        }
        let mut results = Vec::with_capacity(self.senders.len());
        for _ in &self.senders {
            let gone = |_| Err(RunnerError::Panicked);
            results.push(self.receiver.recv().unwrap_or_else(gone));
        }
        let time = start.elapsed();
        let ran: Vec<(Vec<(usize, Outcome)>, Duration)> = results.into_iter().collect::<Result<_, _>>()?;
        let inside = ran.iter().map(|(_, inside)| *inside).max().unwrap_or_default();
        let ran = ran.into_iter().flat_map(|(ran, _)| ran).collect();
        Ok((if self.is_timed_inside { inside } else { time }, ran))
    }
}

/// Runs the dealt cases until the sender is gone.
fn run_lane(runner: &dyn Runner, job: Job<'_>, deals: &Receiver<Arc<Deal>>, results: &Sender<Ran>) {
    let mut session = None;
    for deal in deals {
        let run_deal = || {
            let session = match &mut session {
                Some(session) => session,
                empty => empty.insert(runner.session()?),
            };
            let (mut ran, mut inside) = (Vec::new(), Duration::ZERO);
            while let Some(cases) = deal.take() {
                let job = Job { inputs: &job.inputs[cases.clone()], ..job };
                session.run(&job, &mut |index, run| {
                    inside += run.wall;
                    ran.push((cases.start + index, run.outcome));
                    ControlFlow::Continue(())
                })?;
            }
            Ok((ran, inside))
        };
        // A lane that ended without a result would be waited for for ever.
        let ran = catch_unwind(AssertUnwindSafe(run_deal)).unwrap_or_else(|_| Err(RunnerError::Panicked));
        if results.send(ran).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{super::TECHNIQUES, *};
    use tribunal_core::engine_info::EngineInfo;
    use tribunal_core::execution::Execution;
    use tribunal_exec::prepared::Prepared;
    use tribunal_exec::runner::Session;
    use tribunal_judge::batch::job;
    use tribunal_problem::{problem, submission};

    #[test]
    fn every_case_is_dealt_once() {
        for (length, share) in [(1, 1), (10, 3), (7, 7), (5, 9)] {
            let deal = Deal { cases: 20..20 + length, share, next: AtomicUsize::new(0) };
            let dealt: Vec<usize> = std::iter::from_fn(|| deal.take()).flatten().collect();
            assert_eq!(dealt, (20..20 + length).collect::<Vec<_>>());
        }
    }

    /// A runner that breaks on its second case.
    struct Breaks;

    impl Runner for Breaks {
        fn info(&self) -> EngineInfo {
            EngineInfo { name: "isolate", v8: String::new() }
        }

        fn session(&self) -> Result<Box<dyn Session + '_>, RunnerError> {
            Ok(Box::new(Self))
        }
    }

    impl Session for Breaks {
        fn run(
            &mut self,
            _: &Job<'_>,
            each: &mut dyn FnMut(usize, Execution) -> ControlFlow<()>,
        ) -> Result<(), RunnerError> {
            let _ = each(0, Execution::ended(Outcome::NoAnswer(String::new())));
            panic!("as it should in this test")
        }
    }

    #[test]
    fn a_lane_that_breaks_is_an_error_and_not_waited_for() {
        let problem = &problem::load(Path::new("problems"), &["sum".to_owned()]).unwrap()[0];
        let submission = &submission::discover(Path::new("submissions"), problem).unwrap()[0];
        let inputs: Vec<_> = problem.cases.iter().map(|case| &case.input).collect();
        let prepared = Prepared::default();
        let job = job(problem, submission, &inputs, &prepared);
        std::thread::scope(|scope| {
            let lanes = Lanes::start(scope, 3, &TECHNIQUES[0], &Breaks, job).unwrap();
            assert!(matches!(lanes.run(0..6), Err(RunnerError::Panicked)));
        });
    }
}
