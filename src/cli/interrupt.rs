//! The handling of Ctrl-C.

use std::time::{Duration, Instant};

use anyhow::Context as _;

use crate::exit_code::ExitCode;
use tribunal_judge::batch::StopSignal;

/// Time after a Ctrl-C within which another one counts as the same: some senders reach a process twice.
const SAME_INTERRUPT: Duration = Duration::from_millis(500);

/// Lets the first Ctrl-C end the run in order, with a report, and the second one end it at once.
pub(super) fn stop_on_interrupt(stop: &StopSignal) -> anyhow::Result<()> {
    let stop = stop.clone();
    let mut first: Option<Instant> = None;
    ctrlc::set_handler(move || match first {
        Some(first) if first.elapsed() > SAME_INTERRUPT => {
            std::process::exit(ExitCode::Interrupted as i32);
        }
        _ => {
            first.get_or_insert_with(Instant::now);
            stop.request();
        }
    })
    .context("cannot listen for Ctrl-C")
}
