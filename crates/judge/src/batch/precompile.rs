//! Precompiles the next submissions while others run.

use std::{
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    time::Duration,
};

use super::{StopSignal, task::Task};
use tribunal_core::realm::Realm;

use tribunal_exec::executor::Executor;

/// Number of submissions that may be compiled and not begun.
const LOOK_AHEAD: usize = 8;

/// Interval at which it is checked whether one of them was begun.
const LOOK_EVERY: Duration = Duration::from_millis(2);

/// Compiles the submissions that no worker thread has begun, in the order in which they will be, and stays a little
/// ahead of `workers` worker threads until all are begun or the batch `is_over`.
pub(super) fn compile(
    tasks: &[Task],
    executor: &Executor,
    workers: usize,
    stop: &StopSignal,
    is_over: &AtomicBool,
) {
    let Some(least) = executor.precompile_from() else { return };
    // The first ones are begun before they could be compiled.
    let worth_it: Vec<&Task> = tasks.iter().skip(workers).filter(|task| is_worth_it(task, least)).collect();
    // Starting the worker that compiles costs more than one submission saves.
    if worth_it.len() < 2 {
        return;
    }
    for (index, task) in worth_it.iter().enumerate() {
        while task.is_waiting() {
            if is_over.load(Relaxed) || stop.is_requested() {
                return;
            }
            if index < LOOK_AHEAD || !worth_it[index - LOOK_AHEAD].is_waiting() {
                executor.precompile(&task.job(Realm::Fresh, &[]));
                break;
            }
            std::thread::sleep(LOOK_EVERY);
        }
    }
}

fn is_worth_it(task: &Task, least: usize) -> bool {
    // A module has no code of its own, and the hardened realm compiles in its own way.
    task.submission.source.len() >= least
        && !task.submission.is_module()
        && !task.has_fault()
        && task.realm(0) == Realm::Fresh
}

#[cfg(test)]
mod tests {
    use std::{
        path::Path,
        sync::{
            Mutex,
            mpsc::{Receiver, RecvTimeoutError, Sender, channel},
        },
    };

    use super::*;
    use crate::batch::test_plan::plan;
    use tribunal_core::engine_info::EngineInfo;
    use tribunal_exec::runner::{Job, Runner, RunnerError, Session};

    /// A runner that reports the submissions that it was to compile.
    struct Told(Mutex<Sender<String>>);

    impl Runner for Told {
        fn info(&self) -> EngineInfo {
            unreachable!("nobody asks")
        }

        fn session(&self) -> Result<Box<dyn Session + '_>, RunnerError> {
            unreachable!("nothing is run")
        }

        fn precompile_from(&self) -> Option<usize> {
            Some(0)
        }

        fn compile(&self, job: &Job<'_>) -> Option<Vec<u8>> {
            self.0.lock().unwrap().send(job.source.name.to_owned()).unwrap();
            None
        }
    }

    fn told(sender: Sender<String>) -> Executor {
        Executor::new(Told(Mutex::new(sender)), Path::new("none"))
    }

    fn tasks(count: usize) -> Vec<Task> {
        plan(count, 1)
            .into_iter()
            .map(|(problem, submission)| Task::new(problem, submission, Realm::Fresh))
            .collect()
    }

    /// Returns the next names to arrive, until none does.
    fn names(receiver: &Receiver<String>) -> Vec<String> {
        let mut names = Vec::new();
        loop {
            match receiver.recv_timeout(Duration::from_millis(300)) {
                Ok(name) => names.push(name),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return names,
            }
        }
    }

    fn expected(indices: std::ops::Range<usize>) -> Vec<String> {
        indices.map(|index| format!("s{index:04}.js")).collect()
    }

    #[test]
    fn a_bounded_number_of_submissions_is_compiled_before_their_turn() {
        let tasks = tasks(20);
        let (sender, receiver) = channel();
        let (executor, stop, is_over) = (told(sender), StopSignal::default(), AtomicBool::new(false));
        let begin = |tasks: &[Task]| {
            for task in tasks {
                task.take_chunk(2);
            }
        };
        std::thread::scope(|scope| {
            scope.spawn(|| compile(&tasks, &executor, 2, &stop, &is_over));
            // Two worker threads take the first two before they could be compiled.
            let first = 2 + LOOK_AHEAD;
            assert_eq!(names(&receiver), expected(2..first));
            tasks[2].take_chunk(2);
            assert_eq!(names(&receiver), expected(first..first + 1));
            // Submissions begun meanwhile need no compiling any more.
            begin(&tasks[..first + 4]);
            assert_eq!(names(&receiver), expected(first + 4..20));
            begin(&tasks);
        });
    }

    #[test]
    fn it_ends_with_the_batch() {
        let tasks = tasks(20);
        let (sender, receiver) = channel();
        let (executor, stop, is_over) = (told(sender), StopSignal::default(), AtomicBool::new(false));
        std::thread::scope(|scope| {
            let thread = scope.spawn(|| compile(&tasks, &executor, 2, &stop, &is_over));
            assert_eq!(names(&receiver).len(), LOOK_AHEAD);
            is_over.store(true, Relaxed);
            thread.join().unwrap();
            let thread = scope.spawn(|| compile(&tasks, &executor, 2, &stop, &AtomicBool::new(false)));
            stop.request();
            thread.join().unwrap();
        });
    }

    #[test]
    fn one_submission_is_not_worth_a_worker() {
        let tasks = tasks(3);
        let (sender, receiver) = channel();
        let executor = told(sender);
        compile(&tasks, &executor, 2, &StopSignal::default(), &AtomicBool::new(false));
        drop(executor);
        assert_eq!(names(&receiver), [""; 0]);
    }
}
