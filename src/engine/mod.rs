//! The engine: runs submissions in V8. The only module that names the crate `v8`.
//!
//! It knows no problem, no verdict and no terminal: a program and arguments go in, a [`crate::raw_run::RawRun`]
//! comes out.
#![allow(unsafe_code, reason = "V8's callbacks hand over raw pointers")]

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
mod isolate;
mod libraries;
mod limits;
mod look;
mod memory;
mod nodes;
mod on_demand;
mod platform;
mod program;
mod snapshot;
mod stack;
#[cfg(test)]
mod tests;
mod to_js;
mod transfer;
mod watchdog;

pub use compile::{CodeCache, PAYS_ON_DISK, code_cache_identity};
pub use heap::HeapUse;
pub use isolate::{Isolate, Program};
pub use libraries::library_snapshot;
pub use platform::{expendable, repeatable, repeatable_heap, v8_flags, v8_version};
pub use program::speed::FastCalls;
pub use snapshot::{offer_snapshot, snapshot, start_from};
pub use stack::STACK_RESERVE;
