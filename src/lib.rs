//! Tribunal, an online-judge engine for JavaScript.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that panics fails, as it should"))]

#[cfg(not(unix))]
compile_error!("Tribunal runs on Linux and macOS: worker processes need Unix");

pub mod author;
pub mod batch;
pub mod cli;
pub mod compare;
pub mod custom_checker;
pub mod exit_code;
pub mod generate;
pub mod load_check;
pub mod report;
pub mod stress;
pub mod verify;
pub mod watch;
