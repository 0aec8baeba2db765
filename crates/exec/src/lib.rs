//! Execution of untrusted code: the executor, runners behind one trait, worker processes in a sandbox, and stores of
//! compiled code.
//!
//! Nothing here knows a problem or a verdict: a job has a source text and inputs, and each case has a result.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that panics fails, as it should"))]

#[cfg(not(unix))]
compile_error!("Tribunal runs on Linux and macOS: worker processes need Unix");

pub mod code_store;
pub mod exchange;
pub mod executor;
pub mod library_snapshot;
pub mod prepared;
pub mod runner;
pub mod type_stripper;
pub mod worker;
