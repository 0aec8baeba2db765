//! Runners of sandboxed workers for the verbs that have no choice of runners.

use anstream::ColorChoice;

use super::warn;
use tribunal_exec::runner::{
    Runner,
    process::{ProcessRunner, this_program},
    typescript::{Eraser, TypeScriptRunner},
};
use tribunal_problem::problem::Problem;

/// A runner of worker processes; says which layers of their sandbox this system does not have.
pub(super) fn runner(problem: &Problem, color: ColorChoice) -> anyhow::Result<impl Runner + use<>> {
    let runner = ProcessRunner::new(this_program()?, false);
    let layers = runner.try_out(&problem.limits, &problem.libraries)?;
    let off: Vec<&str> =
        layers.iter().filter(|layer| layer.state.is_err()).map(|layer| &*layer.name).collect();
    if !off.is_empty() {
        warn(color, &format!("the sandbox lacks {}; `tribunal doctor` shows more", off.join(", ")));
    }
    typed(runner)
}

/// Another one like it, of which that is known already.
pub(super) fn another() -> anyhow::Result<impl Runner + use<>> {
    typed(ProcessRunner::new(this_program()?, false))
}

/// One whose workers live as long as it does.
pub(super) fn keeping_workers() -> anyhow::Result<impl Runner + use<>> {
    typed(ProcessRunner::new(this_program()?, false).keeping_workers())
}

/// What workers run is JavaScript.
fn typed(runner: ProcessRunner) -> anyhow::Result<TypeScriptRunner<ProcessRunner>> {
    Ok(TypeScriptRunner::new(runner, Eraser::new(ProcessRunner::new(this_program()?, false))))
}
