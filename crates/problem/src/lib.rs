//! The model of an online judge: problems, submissions, checkers, scores and verdicts.
//!
//! Nothing here knows V8 or starts a process. Checkers and scoring are pure: no I/O, no clock.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that panics fails, as it should"))]

pub mod checker;
pub mod containment;
pub mod expectation;
pub mod problem;
pub mod scoring;
pub mod staging;
pub mod submission;
pub mod verdict;
pub mod yaml;
