//! Tribunal, an online-judge engine for JavaScript: its command.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that panics fails, as it should"))]

#[cfg(not(unix))]
compile_error!("Tribunal runs on Linux and macOS: worker processes need Unix");

pub mod cli;
pub mod compare;
pub mod exit_code;
pub mod report;
pub mod watch;
