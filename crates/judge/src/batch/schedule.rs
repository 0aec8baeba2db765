//! The schedule: the distribution of cases to worker threads.

use std::{
    num::NonZeroUsize,
    ops::ControlFlow,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
        mpsc::{Receiver, Sender, channel},
    },
    time::{Duration, Instant},
};

use super::{
    Options, StopSignal,
    crew::Crew,
    judge::judge,
    precompile,
    task::{Chunk, Task},
};
use tribunal_core::{
    execution::{Execution, IsolateLimits, Limit, Limits, Outcome},
    realm::Realm,
};

use crate::{
    custom_checker::{CustomCheckers, ScriptRunner},
    event::{Event, Listener},
    report::{CaseReport, SubmissionReport},
};
use tribunal_exec::{
    executor::Executor,
    runner::{Job, RunnerError, Session},
};
use tribunal_problem::verdict::Verdict;

/// Stack of a worker thread, in bytes: V8's own limit is a megabyte below a thread's start, and native code (its
/// parsers, the reading of results) needs room besides.
pub(crate) const STACK: usize = 8 << 20;

/// Number of retries of the last thread at work to start a runner's processes, and the pause before each, in which
/// threads that have left free their resources.
const MAX_START_RETRIES: u32 = 5;
const START_PAUSE: Duration = Duration::from_millis(200);

/// Time for which a worker thread buffers results, so that sending them costs little per case.
const FLUSH_EVERY: Duration = Duration::from_millis(20);

/// Cases of one task that a worker thread has judged, or that need no judging any more.
struct Done {
    task: usize,
    cases: Vec<(usize, Option<CaseReport>)>,
    compile: Duration,
    /// The cases that have to be run again.
    again: Vec<Rerun>,
}

/// A case that has to be run again.
#[derive(Clone, Copy)]
struct Rerun {
    task: usize,
    case: usize,
    reason: RerunReason,
    /// Wall-clock time that it has taken so far.
    spent: Duration,
}

/// The reason why a case has to be run again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RerunReason {
    /// Its time was over the limit, but not by much.
    Close,
    /// It failed, and may have seen by a clock how long it computes: more than it would have where nothing runs beside
    /// it.
    Clock,
    /// A hardened realm has judged it, and only then an earlier case has shown that the submission needs fresh realms.
    Overtaken,
}

/// The results of a task so far.
struct TaskResults {
    cases: Vec<Option<CaseReport>>,
    missing: usize,
    compile: Duration,
    /// Whether some of its cases are to be run again.
    is_open: bool,
    /// Its report, once it is complete.
    report: Option<SubmissionReport>,
}

/// Returns the deepest stack that a task's calls may need, in bytes.
fn deepest(tasks: &[Task]) -> usize {
    tasks.iter().filter_map(|task| IsolateLimits::from(&task.problem.limits).deep_stack()).max().unwrap_or(0)
}

/// Runs all tasks and returns their reports in their order, with the failure that ended the run, if one did.
pub(super) fn run(
    tasks: &[Task],
    executor: &Executor,
    options: &Options,
    stop: &StopSignal,
    listener: &mut Listener<'_>,
) -> Result<(Vec<SubmissionReport>, Option<RunnerError>), rayon::ThreadPoolBuildError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads.get())
        .thread_name(|index| format!("worker-{index}"))
        .stack_size(STACK.saturating_add(deepest(tasks)))
        .build()?;
    let scripts = ScriptRunner::of_this_program();
    let failure = Mutex::new(None);
    let (sender, receiver) = channel();
    let is_over = AtomicBool::new(false);
    let crew = Crew::new(options.threads.get());
    let (mut known, again) = std::thread::scope(|outer| {
        let compiler = std::thread::Builder::new().name("compile-ahead".to_owned());
        // Where no thread can be started, the workers compile the submissions that they run.
        let _ = compiler.spawn_scoped(outer, || {
            precompile::compile(tasks, executor, options.threads.get(), stop, &is_over)
        });
        let result = pool.in_place_scope(|scope| {
            let (failure, scripts, crew) = (&failure, &scripts, &crew);
            scope.spawn_broadcast(move |_, _| {
                let worker = Worker { tasks, executor, scripts, options, stop, crew, sender: sender.clone() };
                if let Err(error) = worker.run() {
                    failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                }
            });
            collect(tasks, &receiver, options, stop, listener)
        });
        is_over.store(true, Relaxed);
        result
    });
    let mut failure = failure.into_inner().unwrap_or_else(PoisonError::into_inner);
    if failure.is_none() && !again.is_empty() {
        failure = run_again(&pool, tasks, &again, executor, &scripts, options, stop, &mut known);
    }

    let interrupted = if stop.is_requested() { "the run was interrupted" } else { "the judge failed" };
    let reports = known.into_iter().zip(tasks).map(|(known, task)| {
        if let Some(report) = known.report {
            return report;
        }
        let report = task.report(known.cases, told(known.compile), options.stop, Some(interrupted));
        if known.is_open {
            listener(Event::SubmissionDone(&report));
        }
        report
    });
    Ok((reports.collect(), failure))
}

fn cases_done(task: &Task, cases: usize) -> Event<'_> {
    Event::CasesDone { problem: &task.problem.id, submission: &task.submission.name, cases }
}

/// Collects results until every worker thread has ended. Returns the results of each task, and the cases that have to
/// be run again, in order.
fn collect(
    tasks: &[Task],
    receiver: &Receiver<Done>,
    options: &Options,
    stop: &StopSignal,
    listener: &mut Listener<'_>,
) -> (Vec<TaskResults>, Vec<Rerun>) {
    let mut known: Vec<TaskResults> = tasks
        .iter()
        .map(|task| TaskResults {
            cases: vec![None; task.cases()],
            missing: task.cases(),
            compile: Duration::ZERO,
            is_open: false,
            report: None,
        })
        .collect();
    let mut again = Vec::new();
    for task in tasks.iter().filter(|task| task.has_fault()) {
        listener(cases_done(task, task.cases()));
        listener(Event::SubmissionDone(&task.report(vec![None; task.cases()], None, options.stop, None)));
    }
    for Done { task: index, cases, compile, again: of_these } in receiver {
        let (task, known) = (&tasks[index], &mut known[index]);
        listener(cases_done(task, cases.len()));
        known.missing -= cases.len();
        // Every isolate that runs the submission compiles it; the report tells the cost of compiling once.
        known.compile = known.compile.max(compile);
        for (case, report) in cases {
            known.cases[case] = report;
        }
        known.is_open |= !of_these.is_empty();
        again.extend(of_these);
        if known.missing == 0 {
            let overtaken = known.overtaken(task);
            known.is_open |= !overtaken.is_empty();
            again.extend(overtaken.into_iter().map(|case| Rerun {
                task: index,
                case,
                reason: RerunReason::Overtaken,
                // It was accepted, so it has not taken long.
                spent: Duration::ZERO,
            }));
        }
        if known.missing == 0 && !known.is_open && !stop.is_requested() {
            let cases = std::mem::take(&mut known.cases);
            let report = task.report(cases, told(known.compile), options.stop, None);
            listener(Event::SubmissionDone(&report));
            known.report = Some(report);
        }
    }
    again.sort_by_key(|again| (again.task, again.case));
    (known, again)
}

impl TaskResults {
    /// Returns the cases that a hardened realm has judged, though an earlier case had shown that it does not suit.
    fn overtaken(&self, task: &Task) -> Vec<usize> {
        let is_overtaken = |(case, report): &(usize, &Option<CaseReport>)| {
            task.realm(*case) == Realm::Fresh
                && report.as_ref().is_some_and(|report| report.realm == Some(Realm::Hardened))
        };
        self.cases.iter().enumerate().filter(is_overtaken).map(|(case, _)| case).collect()
    }
}

/// Runs cases again in fresh realms, no more of them at a time than there are cores, and nothing beside them; their new
/// results count. A case whose verdict differs from before in the same realm is marked as flaky. Returns the failure
/// that kept some of them from being run.
#[expect(clippy::too_many_arguments, reason = "what a batch works with")]
fn run_again(
    pool: &rayon::ThreadPool,
    tasks: &[Task],
    again: &[Rerun],
    executor: &Executor,
    scripts: &ScriptRunner,
    options: &Options,
    stop: &StopSignal,
    known: &mut [TaskResults],
) -> Option<RunnerError> {
    let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let threads = options.threads.min(cores).get();
    let is_limit = |known: &[TaskResults], again: &Rerun| {
        known[again.task].cases[again.case].as_ref().is_some_and(is_time_limit)
    };
    // First the first time limits of each task, and all cases with another reason; then the others of those tasks of
    // which one kept its limit.
    let mut counts = vec![0; tasks.len()];
    let enough = options.stop.time_limits_confirmed.map_or(usize::MAX, NonZeroUsize::get);
    let (first, rest): (Vec<_>, Vec<_>) = again.iter().partition(|again| {
        if !is_limit(known, again) {
            return true;
        }
        counts[again.task] += 1;
        counts[again.task] <= enough
    });
    let alone = Alone { tasks, executor, scripts, options, stop, known: Mutex::new(known) };
    let failure = alone.run_all(pool, threads, &first);
    let rest: Vec<_> = rest.into_iter().filter(|again| alone.is_doubtful(again.task, &first)).collect();
    failure.or(alone.run_all(pool, threads, &rest))
}

/// The runs of cases alone.
struct Alone<'a> {
    tasks: &'a [Task],
    executor: &'a Executor,
    scripts: &'a ScriptRunner,
    options: &'a Options,
    stop: &'a StopSignal,
    known: Mutex<&'a mut [TaskResults]>,
}

impl<'a> Alone<'a> {
    /// Whether one of these cases of a task has not exceeded its time limit again.
    fn is_doubtful(&self, task: usize, again: &[&Rerun]) -> bool {
        let known = self.known();
        again
            .iter()
            .filter(|again| again.task == task && again.reason == RerunReason::Close)
            .any(|again| known[task].cases[again.case].as_ref().is_some_and(|report| !is_time_limit(report)))
    }

    fn known(&self) -> MutexGuard<'_, &'a mut [TaskResults]> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs these cases on this many threads of the pool.
    fn run_all(&self, pool: &rayon::ThreadPool, threads: usize, again: &[&Rerun]) -> Option<RunnerError> {
        let next = AtomicUsize::new(0);
        let results =
            pool.broadcast(
                |context| {
                    if context.index() < threads { self.run_some(again, &next) } else { Ok(()) }
                },
            );
        results.into_iter().find_map(Result::err)
    }

    /// Runs one case after the other until none is left.
    fn run_some(&self, again: &[&Rerun], next: &AtomicUsize) -> Result<(), RunnerError> {
        let mut session = None;
        let mut checkers = CustomCheckers::new(self.scripts);
        while let Some(again) = again.get(next.fetch_add(1, Relaxed))
            && !self.stop.is_requested()
        {
            if !self.tasks[again.task].is_needless(again.case) {
                let session = match &mut session {
                    Some(session) => session,
                    empty => empty.insert(self.executor.session()?),
                };
                self.run_one(session.as_mut(), &mut checkers, again);
            }
        }
        Ok(())
    }

    fn run_one(&self, session: &mut dyn Session, checkers: &mut CustomCheckers<'_>, again: &Rerun) {
        let &Rerun { task: index, case, reason, mut spent } = again;
        let task = &self.tasks[index];
        let Some(before) = self.known()[index].cases[case].take() else { return };
        let inputs = [&task.problem.cases[case].input];
        let mut chances = MAX_TIME_RERUNS;
        let report = loop {
            let job = Job { spent, ..task.job(Realm::Fresh, &inputs) };
            if !job.limits.may_run_again(spent) {
                break before.clone();
            }
            let mut rerun = None;
            let result = session.run(&job, &mut |_, run| {
                spent = run.spent;
                let report = judge(task, case, Realm::Fresh, &run, checkers);
                rerun = Some((is_very_close(&run, &job.limits), report));
                ControlFlow::Break(())
            });
            chances -= 1;
            match (result, rerun) {
                (Ok(()), Some((true, report))) if is_time_limit(&report) && chances > 0 => {}
                (Ok(()), Some((_, report))) => break report,
                // It could not be run again, so its earlier result stands.
                _ => break before.clone(),
            }
        };
        let flaky = reason != RerunReason::Overtaken && report.verdict != before.verdict;
        task.note(case, report.verdict, self.options.stop);
        self.known()[index].cases[case] = Some(CaseReport { flaky, ..report });
    }
}

/// The reason for which a case has to be run again after a run in a fresh context, if there is one.
fn rerun_reason(report: &CaseReport, run: &Execution, limits: &Limits) -> Option<RerunReason> {
    // What is accepted is not run again.
    let fails = matches!(report.verdict, Verdict::WrongAnswer | Verdict::RunTimeError);
    match () {
        () if is_close(report, run, limits) => Some(RerunReason::Close),
        () if fails && run.may_have_seen_its_time() => Some(RerunReason::Clock),
        () => None,
    }
}

fn is_time_limit(report: &CaseReport) -> bool {
    report.verdict == Verdict::TimeLimitExceeded
}

/// Returns the compile time, unless the runner did not report any.
fn told(compile: Duration) -> Option<Duration> {
    (!compile.is_zero()).then_some(compile)
}

/// Greatest number of times that a case is run again for its time.
const MAX_TIME_RERUNS: u32 = 2;

/// Whether a case exceeded its time limit by so little that it may stay within it where nothing runs beside it. A case
/// within its limit is not run again: another run could only show that it sometimes exceeds it.
fn is_close(report: &CaseReport, run: &Execution, limits: &Limits) -> bool {
    // The runner itself confirms wall-clock limits.
    let is_by_wall = matches!(run.outcome, Outcome::Stopped { limit: Limit::WallTime, .. });
    is_time_limit(report) && !is_by_wall && run.cpu <= limits.cpu_stop()
}

/// Whether it was over its limit by less than the variation of the same work from run to run.
fn is_very_close(run: &Execution, limits: &Limits) -> bool {
    run.cpu > limits.cpu && run.cpu <= limits.cpu + limits.cpu / 10
}

/// The result of a run in a hardened realm.
enum HardenedOutcome {
    /// The case is accepted.
    Accepted,
    /// It threw as expected. A fresh realm has to show that the error is not due to the hardened one.
    RetryFresh,
    /// Not conclusive, and the submission's other cases are run in fresh realms at once.
    FallBackToFresh,
}

fn hardened_outcome(report: &CaseReport, run: &Execution) -> HardenedOutcome {
    match (report.verdict, &run.outcome) {
        (Verdict::Accepted, Outcome::Returned(_)) => HardenedOutcome::Accepted,
        (Verdict::Accepted, _) => HardenedOutcome::RetryFresh,
        _ => HardenedOutcome::FallBackToFresh,
    }
}

/// A worker thread of the batch.
struct Worker<'a> {
    tasks: &'a [Task],
    executor: &'a Executor,
    scripts: &'a ScriptRunner,
    options: &'a Options,
    stop: &'a StopSignal,
    crew: &'a Crew,
    sender: Sender<Done>,
}

impl Worker<'_> {
    /// Takes and runs chunks until none is left.
    fn run(&self) -> Result<(), RunnerError> {
        let mut session = self.executor.session().inspect_err(|_| {
            // The other threads may have started theirs, but a batch that lacks a runner is not reliable.
            self.tasks.iter().for_each(Task::abandon);
        })?;
        let mut checkers = CustomCheckers::new(self.scripts);
        let mut current = None;
        let mut failure = None;
        while let Some((index, mut chunk)) = self.next_chunk(&mut current) {
            // After one failed task, the next ones are not retried as long.
            let mut chances = if failure.is_none() { MAX_START_RETRIES } else { 0 };
            while let Err((error, rest)) =
                self.run_chunk(session.as_mut(), &mut checkers, index, chunk.clone())
            {
                if self.crew.leave(index, &rest) {
                    return failure.map_or(Ok(()), Err);
                }
                if chances == 0 {
                    // No thread can run them. That is reported once, and not for every case.
                    self.tasks[index].abandon();
                    failure.get_or_insert(error);
                    break;
                }
                chances -= 1;
                chunk = rest;
                std::thread::sleep(START_PAUSE);
            }
        }
        failure.map_or(Ok(()), Err)
    }

    /// Returns the next cases to run: of the task that this worker thread has compiled already, else of one that none
    /// has begun, else of the one with most cases left.
    fn next_chunk(&self, current: &mut Option<usize>) -> Option<(usize, Chunk)> {
        let workers = self.options.threads.get();
        loop {
            if self.stop.is_requested() {
                return None;
            }
            if let Some(index) = *current
                && let Some(chunk) = self.tasks[index].take_chunk(workers)
            {
                return Some((index, chunk));
            }
            let untouched = self.tasks.iter().position(|task| task.is_untouched() && task.remaining() > 0);
            let index = untouched.or_else(|| {
                let (index, task) = self.tasks.iter().enumerate().max_by_key(|(_, task)| task.remaining())?;
                (task.remaining() > 0).then_some(index)
            });
            let Some(index) = index else { return self.crew.take() };
            *current = Some(index);
        }
    }

    /// Runs cases of a task. Where no process can be started to run them, returns the error and the cases that are
    /// left.
    fn run_chunk(
        &self,
        session: &mut dyn Session,
        checkers: &mut CustomCheckers<'_>,
        index: usize,
        chunk: Chunk,
    ) -> Result<(), (RunnerError, Chunk)> {
        let task = &self.tasks[index];
        let mut told = ResultBuffer::new(self, index);
        let mut next = chunk.start;
        // Wall-clock time that the next case has taken, if the hardened realm was not conclusive.
        let mut unanswered = None;
        while next < chunk.end && !self.stop.is_requested() {
            if task.is_needless(next) {
                told.skipped(next..next + 1);
                next += 1;
                unanswered = None;
                continue;
            }
            let (realm, end) = match task.realm(next) {
                Realm::Hardened if unanswered.is_some() => (Realm::Fresh, next + 1),
                realm => (realm, chunk.end),
            };
            let spent = unanswered.take().unwrap_or_default();
            let inputs: Vec<_> = task.problem.cases[next..end].iter().map(|case| &case.input).collect();
            let job = Job { spent, ..task.job(realm, &inputs) };
            let first = next;
            let result = session.run(&job, &mut |offset, run| {
                let case = first + offset;
                if realm == Realm::Hardened && task.realm(case) == Realm::Fresh {
                    // An earlier case has shown meanwhile that the submission needs fresh realms.
                    return ControlFlow::Break(());
                }
                let report = judge(task, case, realm, &run, checkers);
                if realm == Realm::Hardened {
                    match hardened_outcome(&report, &run) {
                        HardenedOutcome::Accepted => {}
                        HardenedOutcome::RetryFresh => unanswered = Some(run.spent),
                        HardenedOutcome::FallBackToFresh => {
                            unanswered = Some(run.spent);
                            task.use_fresh_realms_from(case);
                        }
                    }
                    if unanswered.is_some() {
                        return ControlFlow::Break(());
                    }
                }
                told.compile = told.compile.max(run.compile);
                next = case + 1;
                let again = rerun_reason(&report, &run, &job.limits).map(|reason| Rerun {
                    task: index,
                    case,
                    reason,
                    spent: run.spent,
                });
                told.judged(case, report, again);
                if task.is_needless(next) || self.stop.is_requested() {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            });
            if let Err(error @ RunnerError::Start { .. }) = result {
                return Err((error, next..chunk.end));
            }
            if let Err(error) = result {
                // A fault of the judge, and never the submission's: this one case is not judged, the next ones are.
                let name = &task.problem.cases[next].name;
                let report = CaseReport::not_run(name, Verdict::InternalError, Some(&error.to_string()));
                told.judged(next, report, None);
                next += 1;
            }
        }
        if !self.stop.is_requested() {
            told.skipped(next..chunk.end);
        }
        Ok(())
    }
}

/// Results on their way to the collector.
struct ResultBuffer<'a> {
    worker: &'a Worker<'a>,
    task: usize,
    cases: Vec<(usize, Option<CaseReport>)>,
    compile: Duration,
    again: Vec<Rerun>,
    last: Instant,
}

impl<'a> ResultBuffer<'a> {
    fn new(worker: &'a Worker<'a>, task: usize) -> Self {
        Self {
            worker,
            task,
            cases: Vec::new(),
            compile: Duration::ZERO,
            again: Vec::new(),
            last: Instant::now(),
        }
    }

    fn judged(&mut self, case: usize, report: CaseReport, again: Option<Rerun>) {
        if let Some(again) = again {
            // A case that is to be run again ends nothing yet.
            self.again.push(again);
        } else {
            let skipped = self.worker.tasks[self.task].note(case, report.verdict, self.worker.options.stop);
            self.skipped(skipped);
        }
        self.cases.push((case, Some(report)));
        if self.last.elapsed() >= FLUSH_EVERY {
            self.flush();
        }
    }

    fn skipped(&mut self, cases: Chunk) {
        self.cases.extend(cases.map(|case| (case, None)));
    }

    fn flush(&mut self) {
        if !self.cases.is_empty() {
            let cases = std::mem::take(&mut self.cases);
            let again = std::mem::take(&mut self.again);
            // The receiver is gone only when the collector is, and then no result is missed.
            let _ = self.worker.sender.send(Done { task: self.task, cases, compile: self.compile, again });
        }
        self.last = Instant::now();
    }
}

impl Drop for ResultBuffer<'_> {
    fn drop(&mut self) {
        self.flush();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{path::Path, sync::Arc};

    use crate::batch::{StopRule, test_plan::plan};
    use tribunal_core::engine_info::EngineInfo;
    use tribunal_core::value::{Node, Value};
    use tribunal_exec::runner::{Job, Runner, Session};

    /// A runner in which this function makes the execution of each case of a job.
    struct Fake<F>(F);

    impl<F: Fn(&Job<'_>, usize) -> Execution + Sync> Runner for Fake<F> {
        fn info(&self) -> EngineInfo {
            EngineInfo { name: "fake", v8: String::new() }
        }

        fn session(&self) -> Result<Box<dyn Session + '_>, RunnerError> {
            Ok(Box::new(self))
        }
    }

    impl<F: Fn(&Job<'_>, usize) -> Execution> Session for &Fake<F> {
        fn run(
            &mut self,
            job: &Job<'_>,
            each: &mut dyn FnMut(usize, Execution) -> ControlFlow<()>,
        ) -> Result<(), RunnerError> {
            for index in 0..job.inputs.len() {
                if each(index, self.0(job, index)).is_break() {
                    break;
                }
            }
            Ok(())
        }
    }

    fn fake(run: impl Fn(&Job<'_>, usize) -> Execution + Send + Sync + 'static) -> Executor {
        Executor::new(Fake(run), Path::new("none"))
    }

    /// A runner of which only a limited number of sessions can be at work at a time, and only a limited number at all,
    /// as each has to start a process; every case is judged and none is accepted.
    struct Scarce {
        at_once: usize,
        started: AtomicUsize,
    }

    struct ScarceSession<'a> {
        runner: &'a Scarce,
        has_started: bool,
    }

    impl Runner for Scarce {
        fn info(&self) -> EngineInfo {
            EngineInfo { name: "scarce", v8: String::new() }
        }

        fn session(&self) -> Result<Box<dyn Session + '_>, RunnerError> {
            Ok(Box::new(ScarceSession { runner: self, has_started: false }))
        }
    }

    impl Session for ScarceSession<'_> {
        fn run(
            &mut self,
            job: &Job<'_>,
            each: &mut dyn FnMut(usize, Execution) -> ControlFlow<()>,
        ) -> Result<(), RunnerError> {
            if !self.has_started {
                let most = self.runner.at_once;
                let start = |started: usize| (started < most).then_some(started + 1);
                if self.runner.started.fetch_update(Relaxed, Relaxed, start).is_err() {
                    return Err(RunnerError::Start {
                        program: "a worker".into(),
                        source: std::io::Error::from_raw_os_error(24),
                        hint: "fewer".into(),
                    });
                }
                self.has_started = true;
            }
            for index in 0..job.inputs.len() {
                std::thread::sleep(Duration::from_millis(1));
                if each(index, Execution::ended(Outcome::NoAnswer("nothing".into()))).is_break() {
                    break;
                }
            }
            Ok(())
        }
    }

    impl Drop for ScarceSession<'_> {
        fn drop(&mut self) {
            self.runner.started.fetch_sub(usize::from(self.has_started), Relaxed);
        }
    }

    /// Returns the verdicts of 3 submissions with 200 cases each, with 8 threads; and the failure, if there was one.
    fn judged_by(runner: Scarce) -> (Vec<Verdict>, Option<RunnerError>) {
        let executor = Executor::new(runner, Path::new("none"));
        let options = Options {
            threads: NonZeroUsize::new(8).unwrap(),
            stop: StopRule::default(),
            realm: Realm::Fresh,
            seed: 0,
        };
        let plan = plan(3, 200);
        let (report, failure) =
            crate::batch::run(plan, &executor, &options, &StopSignal::default(), &mut |_| {}).unwrap();
        let cases = report.submissions.iter().flat_map(|submission| &submission.cases);
        (cases.map(|case| case.verdict).collect(), failure)
    }

    #[test]
    fn a_worker_that_cannot_start_takes_no_cases_from_the_others() {
        for at_once in [1, 2, 7] {
            let (verdicts, failure) = judged_by(Scarce { at_once, started: AtomicUsize::new(0) });
            assert!(failure.is_none(), "{at_once}: {failure:?}");
            assert_eq!(verdicts, [Verdict::RunTimeError; 600], "{at_once}");
        }
    }

    #[test]
    fn that_no_worker_can_start_is_the_judges_failure_and_said_once() {
        let (verdicts, failure) = judged_by(Scarce { at_once: 0, started: AtomicUsize::new(0) });
        assert!(matches!(failure, Some(RunnerError::Start { .. })), "{failure:?}");
        assert_eq!(verdicts, [Verdict::Skip; 600]);
    }

    #[test]
    fn time_limits_are_confirmed_as_often_as_it_is_asked_for() {
        for (confirmed, runs) in [(None, 2 * (20 + 20)), (NonZeroUsize::new(5), 2 * (20 + 5))] {
            // Every case exceeds its time limit; counted.
            let count = Arc::new(AtomicUsize::new(0));
            let counted = Arc::clone(&count);
            let executor = fake(move |job, _| {
                counted.fetch_add(1, Relaxed);
                let outcome = Outcome::Stopped { limit: Limit::CpuTime, at: None };
                Execution { cpu: job.limits.cpu, ..Execution::ended(outcome) }
            });
            let stop = StopRule { time_limits_confirmed: confirmed, ..StopRule::default() };
            let options = Options { threads: NonZeroUsize::MIN, stop, realm: Realm::Fresh, seed: 0 };
            let plan = plan(2, 20);
            let (report, _) =
                crate::batch::run(plan, &executor, &options, &StopSignal::default(), &mut |_| {}).unwrap();
            assert_eq!(count.load(Relaxed), runs, "{confirmed:?}");
            let all = report.submissions.iter().flat_map(|submission| &submission.cases);
            assert!(all.clone().all(|case| case.verdict == Verdict::TimeLimitExceeded && !case.flaky));
            assert_eq!(all.count(), 40);
        }
    }

    /// Counts of the runs of a test's cases.
    #[derive(Default)]
    struct Runs {
        all: AtomicUsize,
        /// Cases that run again at the moment, and the greatest number of them.
        at_once: AtomicUsize,
        most_at_once: AtomicUsize,
    }

    const CASES: usize = 20;

    #[test]
    fn what_exceeds_its_time_by_little_is_run_again_and_nothing_else() {
        // The time that a case takes, the time that it takes again, the number of its runs, whether it exceeds its
        // limit.
        for (first, again, runs, is_limit) in [
            (0.93, 2.0, 1, false),
            (1.0, 2.0, 1, false),
            (1.01, 0.99, 2, false),
            (1.45, 0.7, 2, false),
            (1.2, 1.2, 2, true),
            (1.05, 1.05, 3, true),
            (1.6, 0.5, 1, true),
        ] {
            let count = Arc::new(Runs::default());
            let counted = Arc::clone(&count);
            let executor = fake(move |job, index| {
                let is_first = counted.all.fetch_add(1, Relaxed) < CASES;
                if !is_first {
                    counted.most_at_once.fetch_max(counted.at_once.fetch_add(1, Relaxed) + 1, Relaxed);
                    std::thread::sleep(Duration::from_millis(1));
                    counted.at_once.fetch_sub(1, Relaxed);
                }
                let cpu = job.limits.cpu.mul_f64(if is_first { first } else { again });
                let outcome = if cpu > job.limits.cpu {
                    Outcome::Stopped { limit: Limit::CpuTime, at: None }
                } else {
                    Outcome::Returned(job.inputs[index].arguments().unwrap().clone())
                };
                Execution { cpu, ..Execution::ended(outcome) }
            });
            let threads = NonZeroUsize::new(8).unwrap();
            let options = Options { threads, stop: StopRule::default(), realm: Realm::Fresh, seed: 0 };
            let plan = plan(1, CASES);
            let (report, _) =
                crate::batch::run(plan, &executor, &options, &StopSignal::default(), &mut |_| {}).unwrap();
            assert_eq!(count.all.load(Relaxed), runs * CASES, "{first} {again}");
            let cases = &report.submissions[0].cases;
            assert!(cases.iter().all(|case| is_time_limit(case) == is_limit), "{first} {again}");
            assert!(cases.iter().all(|case| case.flaky == (first > 1.0 && !is_limit)), "{first} {again}");
            let cores = std::thread::available_parallelism().unwrap().get();
            assert!(count.most_at_once.load(Relaxed) <= cores, "one at a time per core");
        }
    }

    #[test]
    fn what_fails_and_may_have_seen_its_time_is_run_again() {
        for (clocked, milliseconds, is_run_again) in [(true, 20, true), (true, 15, false), (false, 20, false)]
        {
            let cpu = Duration::from_millis(milliseconds);
            let count = AtomicUsize::new(0);
            // Each case gives a wrong result the first time and the right one the second time.
            let executor = fake(move |_, _| {
                let is_first = count.fetch_add(1, Relaxed) < CASES;
                let root = if is_first { Node::Number(1.0) } else { Node::Null };
                Execution { clocked, cpu, ..Execution::ended(Outcome::Returned(Value::primitive(root))) }
            });
            let options = Options {
                threads: NonZeroUsize::new(8).unwrap(),
                stop: StopRule::default(),
                realm: Realm::Fresh,
                seed: 0,
            };
            let (report, _) =
                crate::batch::run(plan(1, CASES), &executor, &options, &StopSignal::default(), &mut |_| {})
                    .unwrap();
            let cases = &report.submissions[0].cases;
            let verdict = if is_run_again { Verdict::Accepted } else { Verdict::WrongAnswer };
            assert!(
                cases.iter().all(|case| case.verdict == verdict && case.flaky == is_run_again),
                "{cases:?}"
            );
        }
    }
}
