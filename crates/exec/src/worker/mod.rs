//! Worker processes: the second wall between a submission and everything else.
//!
//! The supervisor never runs a submission. It starts this same program again as a worker, which locks itself
//! in ([`sandbox`]), runs cases in one reused isolate, and returns what they gave over its standard output
//! ([`protocol`]). Comparing happens in the supervisor.

pub mod child;
mod decode;
pub mod process;
pub mod protocol;
pub mod sandbox;
pub mod vitals;

/// The argument that makes this program a worker. Not for people, so not in its help.
pub const ARGUMENT: &str = "__worker";
