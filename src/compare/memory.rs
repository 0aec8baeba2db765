//! The memory of a reused isolate: its heap and the contexts in it, over many cases.

use std::time::{Duration, Instant};

use super::{Cases, CompareError, Stages};
use tribunal_engine::{HeapUsage, Isolate};
use tribunal_exec::runner::{Job, load};

/// Number of cases that are run where the budget allows it.
const MAX_CASES: usize = 10_000;

/// Greatest number of points of the course.
const POINTS: usize = 400;

/// The heap of an isolate, case after case.
#[derive(Clone, Debug, Default)]
pub struct MemoryCourse {
    /// The number of cases that have run, with the heap after them.
    pub points: Vec<(usize, HeapUsage)>,
    /// The heap after a last full collection.
    pub collected: HeapUsage,
    /// Number of times that an isolate was given up for a new one, because a case had used much memory.
    pub retired: usize,
}

/// Runs case after case in one isolate, for about this time.
///
/// # Errors
/// If some result is not the expected one.
pub(super) fn measure(
    job: &Job<'_>,
    cases: &Cases<'_>,
    budget: Duration,
    parts: &mut Stages<'_>,
) -> Result<MemoryCourse, CompareError> {
    let start = Instant::now();
    let program = job.program();
    let mut course = MemoryCourse::default();
    let mut isolate = Isolate::new(job.limits.memory_bytes);
    for case in 1..=MAX_CASES {
        let index = case % job.inputs.len();
        let run = isolate.run(&program, &load(job.inputs[index])?, &job.limits);
        cases.check("memory", &[(index, run.outcome)])?;
        if isolate.is_condemned() {
            course.retired += 1;
            drop(isolate);
            isolate = Isolate::new(job.limits.memory_bytes);
        }
        if case == 1 || case % (MAX_CASES / POINTS) == 0 {
            course.points.push((case, isolate.heap()));
            parts.turn_done("memory", case as f64 / MAX_CASES as f64);
            if case > 1 && (start.elapsed() >= budget || parts.is_stopped()) {
                break;
            }
        }
    }
    isolate.contexts_after_collection();
    course.collected = isolate.heap();
    Ok(course)
}
