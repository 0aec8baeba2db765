//! Tribunal, an online-judge engine for JavaScript.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that panics fails, as it should"))]

#[cfg(not(unix))]
compile_error!("Tribunal runs on Linux and macOS: worker processes need Unix");

pub mod author;
pub mod batch;
pub mod checker;
pub mod cli;
pub mod code_store;
pub mod compare;
mod containment;
pub mod custom_checker;
pub mod engine;
pub mod entry_point;
pub mod exit_code;
pub mod expectation;
pub mod generate;
pub mod input;
pub mod libraries;
pub mod load_check;
pub mod outline;
pub mod package;
pub mod problem;
pub mod raw_run;
pub mod realm;
pub mod report;
pub mod runner;
pub mod scoring;
pub mod shape;
mod staging;
pub mod stress;
pub mod submission;
pub mod suggest;
pub mod typescript;
pub mod value;
pub mod verdict;
pub mod verify;
pub mod watch;
pub mod worker;
mod yaml;
