//! The engine: runs submissions in V8. The only crate that names `v8`.
//!
//! It knows no problem, no verdict and no terminal. It takes a program and its input, and returns a
//! [`tribunal_core::execution::Execution`].
#![allow(unsafe_code, reason = "V8's callbacks hand over raw pointers")]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that panics fails, as it should"))]

mod case;
mod compile;
mod coverage;
mod entry;
mod error;
pub mod floor;
mod from_js;
mod hardened;
mod heap;
mod host;
mod inspect_natives;
mod isolate;
mod libraries;
mod limits;
mod list_tree;
mod memory;
mod on_demand;
mod platform;
mod program;
mod slot;
mod snapshot;
mod stack;
#[cfg(test)]
mod tests;
mod to_js;
mod transfer;
mod watchdog;

pub use compile::{CodeCache, MIN_STORED_SOURCE_BYTES, code_cache_identity};
pub use heap::HeapUsage;
pub use isolate::{Isolate, Program};
pub use libraries::library_snapshot;
pub use platform::{allow_process_kill, make_heap_repeatable, make_repeatable, v8_flags, v8_version};
pub use program::speed::FastCalls;
pub use slot::{IsolateSetup, IsolateSlot};
pub use snapshot::{offer_snapshot, snapshot, start_from};
pub use stack::STACK_RESERVE;

/// The prelude's timers and virtual clock, for runners that need the same time as the engine's.
pub const TIMERS_JS: &str = include_str!("prelude/timers.js");

/// The prelude's classes of lists and trees.
pub const LIST_TREE_JS: &str = include_str!("prelude/list_tree.js");
