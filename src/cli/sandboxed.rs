//! Runners of sandboxed workers for the verbs that have no choice of runners.

use anstream::ColorChoice;

use super::warn;
use crate::runner::process::{ProcessRunner, this_program};

/// A runner of worker processes; says which layers of their sandbox this system does not have.
pub(super) fn runner(memory_bytes: u64, color: ColorChoice) -> anyhow::Result<ProcessRunner> {
    let runner = another()?;
    let layers = runner.try_out(memory_bytes)?;
    let off: Vec<&str> =
        layers.iter().filter(|layer| layer.state.is_err()).map(|layer| &*layer.name).collect();
    if !off.is_empty() {
        warn(color, &format!("the sandbox lacks {}; `tribunal doctor` shows more", off.join(", ")));
    }
    Ok(runner)
}

/// Another one like it, of which that is known already.
pub(super) fn another() -> anyhow::Result<ProcessRunner> {
    Ok(ProcessRunner::new(this_program()?, false))
}
