//! Executors of worker processes for the subcommands.

use anstream::ColorChoice;

use super::warn;
use tribunal_core::{execution::IsolateLimits, libraries::Libraries};
use tribunal_exec::{
    executor::Executor,
    runner::process::{ProcessRunner, this_program},
};
use tribunal_problem::problem::Problem;

/// Returns an executor of worker processes.
pub(super) fn executor() -> anyhow::Result<Executor> {
    let program = this_program()?;
    Ok(Executor::new(ProcessRunner::new(program.clone()), &program))
}

/// Returns the same for submissions to this problem; warns of the layers of the sandbox that this system does not have.
pub(super) fn executor_for(problem: &Problem, color: ColorChoice) -> anyhow::Result<Executor> {
    let program = this_program()?;
    let runner = ProcessRunner::new(program.clone());
    try_sandbox(&runner, Some(problem), false, color)?;
    Ok(Executor::new(runner, &program))
}

/// Starts the first worker, which the first submission to this problem gets; warns of the layers of its sandbox that
/// this system does not have, and fails if it lacks one that is `required`.
pub(super) fn try_sandbox(
    runner: &ProcessRunner,
    problem: Option<&Problem>,
    required: bool,
    color: ColorChoice,
) -> anyhow::Result<()> {
    let none = Libraries::default();
    let (isolate_limits, libraries) = problem.map_or((IsolateLimits::from(0), &none), |problem| {
        (IsolateLimits::from(&problem.limits), &*problem.libraries)
    });
    let layers = runner.try_out(isolate_limits, libraries)?;
    let off: Vec<String> = layers
        .iter()
        .filter_map(|layer| layer.state.as_ref().err().map(|reason| format!("{} ({reason})", layer.name)))
        .collect();
    if !off.is_empty() {
        let text = format!("the sandbox lacks {}", off.join(", "));
        anyhow::ensure!(!required, "{text}; `tribunal doctor` shows more");
        warn(color, &text);
    }
    Ok(())
}
