//! Compiling the next submissions while others run.

use std::{
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    time::Duration,
};

use super::{Stop, task::Task};
use crate::{realm::Realm, runner::Runner};

/// How many submissions may be compiled that nobody has begun.
const LOOK_AHEAD: usize = 8;

/// How often it is looked whether one of them was begun.
const LOOK_EVERY: Duration = Duration::from_millis(2);

/// Compiles the submissions that nobody has begun, in the order in which they will be, and stays a little ahead of
/// `workers` workers until all are begun or the batch `is_over`.
pub(super) fn compile(
    tasks: &[Task],
    runner: &dyn Runner,
    workers: usize,
    stop: &Stop,
    is_over: &AtomicBool,
) {
    let Some(least) = runner.ahead() else { return };
    // The first ones are begun before anybody could compile them.
    let worth_it: Vec<&Task> = tasks.iter().skip(workers).filter(|task| is_worth_it(task, least)).collect();
    // To start the worker that compiles costs more than one submission saves.
    if worth_it.len() < 2 {
        return;
    }
    for (index, task) in worth_it.iter().enumerate() {
        while task.is_waiting() {
            if is_over.load(Relaxed) || stop.is_requested() {
                return;
            }
            if index < LOOK_AHEAD || !worth_it[index - LOOK_AHEAD].is_waiting() {
                runner.compile_ahead(&task.job(Realm::Fresh, &[]));
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
