//! One program on many inputs, on all threads, for what is not a verdict: validators and coverage.

use std::{
    io,
    ops::ControlFlow,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use crate::{
    batch::{STACK, Stop},
    engine::CodeCache,
    entry_point::EntryPoint,
    input::Input,
    libraries::Libraries,
    raw_run::{Limits, RawRun},
    realm::Realm,
    runner::{Job, Runner, RunnerError},
    submission::Submission,
};

/// Inputs that a thread takes at once.
const CHUNK: usize = 16;

/// What runs, and where.
pub(super) struct Sweep<'a> {
    pub(super) runner: &'a dyn Runner,
    /// Threads, at least one.
    pub(super) threads: usize,
    pub(super) stop: &'a Stop,
    pub(super) program: &'a Submission,
    pub(super) entry: EntryPoint,
    pub(super) libraries: &'a Libraries,
    pub(super) realm: Realm,
    pub(super) limits: Limits,
}

impl Sweep<'_> {
    /// Runs the program on as many inputs as `count` says and gives what `judge` makes of each run, in their order;
    /// `None` for those that were not run because somebody asked to stop, and an error's text where the judge could
    /// not run one.
    ///
    /// # Errors
    /// If there are no threads to be had, or nothing to run programs.
    pub(super) fn run<T: Send>(
        &self,
        count: usize,
        input: impl Fn(usize) -> io::Result<Input> + Sync,
        judge: impl Fn(RawRun) -> T + Sync,
    ) -> Result<Vec<Option<Result<T, String>>>, RunnerError> {
        let next = AtomicUsize::new(0);
        let results = Mutex::new((0..count).map(|_| None).collect::<Vec<_>>());
        let cache = CodeCache::default();
        let work = || -> Result<(), RunnerError> {
            let mut session = self.runner.session()?;
            loop {
                let start = next.fetch_add(CHUNK, Relaxed);
                for index in start..(start + CHUNK).min(count) {
                    if self.stop.is_requested() {
                        return Ok(());
                    }
                    let result = match input(index) {
                        Ok(input) => self.run_one(&mut *session, &input, &cache, &judge),
                        Err(error) => Err(format!("cannot read the case's input: {error}")),
                    };
                    let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
                    results[index] = Some(result);
                }
                if start >= count {
                    return Ok(());
                }
            }
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..self.threads.clamp(1, count.div_ceil(CHUNK).max(1)))
                .map(|_| std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work))
                .collect();
            threads.into_iter().try_for_each(|thread| match thread {
                Ok(thread) => {
                    thread.join().unwrap_or_else(|_| Err(RunnerError::Internal("a thread panicked".into())))
                }
                Err(error) => Err(RunnerError::Internal(format!("no thread: {error}"))),
            })
        })?;
        Ok(results.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    fn run_one<T>(
        &self,
        session: &mut dyn crate::runner::Session,
        input: &Input,
        cache: &CodeCache,
        judge: &impl Fn(RawRun) -> T,
    ) -> Result<T, String> {
        let job = Job {
            submission: self.program,
            entry: &self.entry,
            libraries: self.libraries,
            realm: self.realm,
            limits: self.limits,
            inputs: &[input],
            cache,
        };
        let mut judged = None;
        let ran = session.run(&job, &mut |_, run| {
            judged = Some(judge(run));
            ControlFlow::Continue(())
        });
        match (ran, judged) {
            (Ok(()), Some(judged)) => Ok(judged),
            (Ok(()), None) => Err("the case was not run".into()),
            (Err(error), _) => Err(error.to_string()),
        }
    }
}
