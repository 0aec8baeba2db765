//! A sweep: one program on many inputs, on all threads, for results that are no verdicts: validators and coverage.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
};

use tribunal_core::{
    execution::{Execution, Limit, Outcome},
    input::Input,
};

use crate::{
    batch::{STACK, StopSignal},
    setter::Program,
};
use tribunal_exec::{executor::Executor, runner::RunnerError};

/// Number of inputs that a thread takes at once.
const CHUNK: usize = 16;

/// The result of one input of a sweep.
pub(super) enum Swept<T> {
    /// It was not run: a stop was requested, or a run has timed out.
    NotRun,
    /// The judge could not run it, for this reason.
    Failed(String),
    /// It has run.
    Ran(T),
}

/// A program, with the executor and threads that run it.
pub(super) struct Sweep<'a> {
    pub(super) executor: &'a Executor,
    /// Number of threads, at least one.
    pub(super) threads: usize,
    pub(super) stop: &'a StopSignal,
    pub(super) program: &'a Program,
    /// Whether to stop after one run that does not end in time: the next one would probably not, either.
    pub(super) stop_on_timeout: bool,
}

impl Sweep<'_> {
    /// Runs the program on `count` inputs and returns the result of `judge` for each run, in their order.
    ///
    /// # Errors
    /// If no thread can be started, or no process to run programs.
    pub(super) fn run<T: Send>(
        &self,
        count: usize,
        input: impl Fn(usize) -> Result<Input, String> + Sync,
        judge: impl Fn(Execution) -> T + Sync,
    ) -> Result<Vec<Swept<T>>, RunnerError> {
        let next = AtomicUsize::new(0);
        let results = Mutex::new((0..count).map(|_| Swept::NotRun).collect::<Vec<_>>());
        let timed_out = AtomicBool::new(false);
        let work = || -> Result<(), RunnerError> {
            let mut session = self.executor.session()?;
            loop {
                let start = next.fetch_add(CHUNK, Relaxed);
                for index in start..(start + CHUNK).min(count) {
                    if self.stop.is_requested() || timed_out.load(Relaxed) {
                        return Ok(());
                    }
                    let result = input(index).and_then(|input| {
                        let run = self.program.run_one(&mut *session, &input);
                        let run = run.map_err(|error| error.to_string())?;
                        if self.stop_on_timeout && is_out_of_time(&run) {
                            timed_out.store(true, Relaxed);
                        }
                        Ok(judge(run))
                    });
                    let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
                    results[index] = result.map_or_else(Swept::Failed, Swept::Ran);
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
                Ok(thread) => thread.join().unwrap_or_else(|_| Err(RunnerError::Panicked)),
                Err(error) => Err(RunnerError::Thread(error)),
            })
        })?;
        Ok(results.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}

fn is_out_of_time(run: &Execution) -> bool {
    matches!(run.outcome, Outcome::Stopped { limit: Limit::CpuTime | Limit::WallTime, .. })
}
