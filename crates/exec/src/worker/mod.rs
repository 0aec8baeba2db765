//! Worker processes: the second barrier between a submission and the machine.
//!
//! The supervisor never runs a submission. It starts this same program again as a worker, which enters a [`sandbox`],
//! runs cases in one reused isolate, and sends their results over its standard output ([`protocol`]). Outputs are
//! compared in the supervisor.

pub mod child;
mod decode;
pub mod process;
pub mod protocol;
pub mod sandbox;
pub mod vitals;

/// The argument that makes this program a worker. It is internal and not in the help.
pub const ARGUMENT: &str = "__worker";
