//! The judge: every submission of a batch, its cases, their verdicts, groups and scores, as a report; and the tasks of
//! problem setters: generating answers, verifying a problem, searching for counterexamples.
//!
//! It runs submissions through [`tribunal_exec`] and takes the expected results from [`tribunal_problem`]; the former
//! never sees the latter. Nothing here prints.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that panics fails, as it should"))]

pub mod batch;
pub mod custom_checker;
pub mod event;
pub mod generate;
pub mod load_check;
pub mod report;
pub mod setter;
pub mod snippet;
pub mod stress;
pub mod verify;
