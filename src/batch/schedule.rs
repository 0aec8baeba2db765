//! Who runs which cases when.

use std::{
    ops::ControlFlow,
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, Sender, channel},
    },
    time::{Duration, Instant},
};

use super::{
    Observer, Options, Stop,
    judge::judge,
    task::{Chunk, Task},
};
use crate::{
    report::{CaseReport, SubmissionReport},
    runner::{Job, Runner, RunnerError, Session},
    verdict::Verdict,
};

/// Stack of a worker thread, in bytes: V8's own limit is a megabyte below a thread's start, and what it runs
/// natively (its parsers, our reading of results) needs room besides.
const STACK: usize = 8 << 20;

/// How long a worker keeps results to itself, so that telling costs little per case.
const TELL_EVERY: Duration = Duration::from_millis(20);

/// Cases of one task that a worker has judged, or that need no judging any more.
struct Done {
    task: usize,
    cases: Vec<(usize, Option<CaseReport>)>,
    compile: Duration,
}

/// Runs all tasks and gives their reports in their order, with the failure that ended the run, if one did.
pub(super) fn run(
    tasks: &[Task],
    runner: &dyn Runner,
    options: &Options,
    stop: &Stop,
    observer: &mut dyn Observer,
) -> Result<(Vec<SubmissionReport>, Option<RunnerError>), rayon::ThreadPoolBuildError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads.get())
        .thread_name(|index| format!("worker-{index}"))
        .stack_size(STACK)
        .build()?;
    let failure = Mutex::new(None);
    let (sender, receiver) = channel();
    let reports = pool.in_place_scope(|scope| {
        let failure = &failure;
        scope.spawn_broadcast(move |_, _| {
            let worker = Worker { tasks, runner, options, stop, sender: sender.clone() };
            if let Err(error) = worker.run() {
                failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            }
        });
        collect(tasks, &receiver, options, stop, observer)
    });
    Ok((reports, failure.into_inner().unwrap_or_else(PoisonError::into_inner)))
}

/// Puts results together until every worker has ended.
fn collect(
    tasks: &[Task],
    receiver: &Receiver<Done>,
    options: &Options,
    stop: &Stop,
    observer: &mut dyn Observer,
) -> Vec<SubmissionReport> {
    struct Partial {
        cases: Vec<Option<CaseReport>>,
        missing: usize,
        compile: Duration,
        report: Option<SubmissionReport>,
    }
    let mut partials: Vec<Partial> = tasks
        .iter()
        .map(|task| Partial {
            cases: vec![None; task.cases()],
            missing: task.cases(),
            compile: Duration::ZERO,
            report: None,
        })
        .collect();
    for Done { task: index, cases, compile } in receiver {
        let (task, partial) = (&tasks[index], &mut partials[index]);
        observer.cases_done(&task.problem.id, &task.submission.name, cases.len());
        partial.missing -= cases.len();
        // Every isolate that runs the submission compiles it; what a report can say is what once costs.
        partial.compile = partial.compile.max(compile);
        for (case, report) in cases {
            partial.cases[case] = report;
        }
        if partial.missing == 0 && !stop.is_requested() {
            let cases = std::mem::take(&mut partial.cases);
            let report = task.report(cases, known(partial.compile), options.stop, None);
            observer.submission_done(&report);
            partial.report = Some(report);
        }
    }
    let interrupted = if stop.is_requested() { "the run was interrupted" } else { "the judge failed" };
    partials
        .into_iter()
        .zip(tasks)
        .map(|(partial, task)| {
            partial.report.unwrap_or_else(|| {
                task.report(partial.cases, known(partial.compile), options.stop, Some(interrupted))
            })
        })
        .collect()
}

/// A time of compiling, unless the runner did not tell any.
fn known(compile: Duration) -> Option<Duration> {
    (!compile.is_zero()).then_some(compile)
}

/// What a worker thread works with.
struct Worker<'a> {
    tasks: &'a [Task],
    runner: &'a dyn Runner,
    options: &'a Options,
    stop: &'a Stop,
    sender: Sender<Done>,
}

impl Worker<'_> {
    /// Takes and runs chunks until none is left.
    fn run(&self) -> Result<(), RunnerError> {
        let mut session = self.runner.session().inspect_err(|_| {
            // The others may have had better luck, but a run that lacks a runner is no run to rely on.
            self.tasks.iter().for_each(Task::abandon);
        })?;
        let mut current = None;
        while let Some((index, chunk)) = self.next_chunk(&mut current) {
            self.run_chunk(session.as_mut(), index, chunk);
        }
        Ok(())
    }

    /// The next cases to run: of the task that this worker has compiled already, else of one that nobody
    /// has begun, else of the one with most left to do.
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
            })?;
            *current = Some(index);
        }
    }

    fn run_chunk(
        &self,
        session: &mut dyn Session,
        index: usize,
        chunk: Chunk,
    ) {
        let task = &self.tasks[index];
        let mut told = Tell::new(self, index);
        let mut next = chunk.start;
        while next < chunk.end && !task.is_past_end(next) && !self.stop.is_requested() {
            let cases = &task.problem.cases[next..chunk.end];
            let args: Vec<_> = cases.iter().map(|case| &case.args).collect();
            let job = Job {
                submission: &task.submission,
                function: &task.problem.function,
                limits: task.problem.limits,
                args: &args,
                cache: &task.cache,
            };
            let first = next;
            let result = session.run(&job, &mut |offset, run| {
                let case = &cases[offset];
                told.compile = told.compile.max(run.compile);
                next = first + offset + 1;
                told.judged(next - 1, judge(&task.problem, case, &task.submission.name, &run));
                if task.is_past_end(next) || self.stop.is_requested() {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            });
            if let Err(error) = result {
                // Our fault, and so never the submission's: this one case is not judged, the next ones are.
                let name = &task.problem.cases[next].name;
                let report = CaseReport::not_run(name, Verdict::InternalError, Some(&error.to_string()));
                told.judged(next, report);
                next += 1;
            }
        }
        if !self.stop.is_requested() {
            told.skipped(next..chunk.end);
        }
    }
}

/// Results on their way to the collector.
struct Tell<'a> {
    worker: &'a Worker<'a>,
    task: usize,
    cases: Vec<(usize, Option<CaseReport>)>,
    compile: Duration,
    last: Instant,
}

impl<'a> Tell<'a> {
    fn new(worker: &'a Worker<'a>, task: usize) -> Self {
        Self { worker, task, cases: Vec::new(), compile: Duration::ZERO, last: Instant::now() }
    }

    fn judged(&mut self, case: usize, report: CaseReport) {
        let skipped = self.worker.tasks[self.task].note(case, report.verdict, self.worker.options.stop);
        self.cases.push((case, Some(report)));
        self.skipped(skipped);
        if self.last.elapsed() >= TELL_EVERY {
            self.flush();
        }
    }

    fn skipped(&mut self, cases: Chunk) {
        self.cases.extend(cases.map(|case| (case, None)));
    }

    fn flush(&mut self) {
        if !self.cases.is_empty() {
            let cases = std::mem::take(&mut self.cases);
            // Nobody listens only when the collector is gone, and then nobody misses it.
            let _ = self.worker.sender.send(Done { task: self.task, cases, compile: self.compile });
        }
        self.last = Instant::now();
    }
}

impl Drop for Tell<'_> {
    fn drop(&mut self) {
        self.flush();
    }
}
